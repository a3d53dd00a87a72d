import type { RedisManifestUser } from "../../../../constructs/core/manifest";
import { SYSTEM_USERS } from "../../../../constructs/redis/system-users";
import { expectedGrants, type CommandLine } from "../../../../smoke/checks/redis/expected-grants";

const TOKEN = "cf-smoke-1f-acl";

function user(change: Partial<RedisManifestUser>): RedisManifestUser {
  return {
    name: "api",
    role: "readWrite",
    keys: ["session:*"],
    channels: ["session:*"],
    auth: { password: { file: "api.password" } },
    ...change,
  };
}

const lines = (commands: readonly CommandLine[]): string[] =>
  commands.map((line) => line.join(" "));
const own = `session:${TOKEN}`;

test("a readWrite user writes and publishes on its own names only", () => {
  const { may, mayNot } = expectedGrants(user({}), TOKEN);
  expect(lines(may)).toEqual(
    expect.arrayContaining([`GET ${own}`, `SET ${own} cf-smoke XX`, `SUBSCRIBE ${own}`]),
  );
  expect(lines(mayNot)).toEqual(
    expect.arrayContaining([`GET ${TOKEN}`, `PUBLISH ${TOKEN} cf-smoke`, "DBSIZE", "ACL LIST"]),
  );
});

test("a readOnly user writes and publishes nowhere", () => {
  const { may, mayNot } = expectedGrants(user({ role: "readOnly" }), TOKEN);
  expect(lines(may)).toContain(`SUBSCRIBE ${own}`);
  expect(lines(may).filter((line) => /^(SET|PUBLISH)/.test(line))).toEqual([]);
  expect(lines(mayNot)).toEqual(
    expect.arrayContaining([`SET ${own} cf-smoke XX`, `PUBLISH ${own} cf-smoke`]),
  );
});

test("a custom user whose rules are not told is held to its names alone", () => {
  expect(expectedGrants(user({ role: "custom" }), TOKEN)).toEqual({
    may: [],
    mayNot: [
      ["GET", TOKEN],
      ["SUBSCRIBE", TOKEN],
    ],
  });
});

test("a custom user is held to its rules, those of its selectors too", () => {
  const { may, mayNot } = expectedGrants(
    user({
      role: "custom",
      keys: [],
      writeKeys: ["out:*"],
      commands: ["+get", "+client|list"],
      selectors: [{ readKeys: ["log:*"], commands: ["+@read", "-@dangerous"] }],
    }),
    TOKEN,
  );
  expect(lines(may)).toEqual(["SCAN 0", "RANDOMKEY", "DBSIZE", "CLIENT LIST", `GET log:${TOKEN}`]);
  expect(lines(mayNot)).toEqual([
    "EVAL return 1 0",
    "INFO server",
    "ACL LIST",
    "CLUSTER COUNTKEYSINSLOT 0",
    `GET ${TOKEN}`,
    `SUBSCRIBE ${TOKEN}`,
  ]);
});

test("names that could be an application's are never used", () => {
  const { may } = expectedGrants(user({ keys: ["settings"], channels: ["news"] }), TOKEN);
  expect(lines(may)).toEqual(["PING", "CLUSTER SLOTS"]);
});

test("a user of every key is refused none", () => {
  const { mayNot } = expectedGrants(user({ keys: ["*"], channels: ["*"] }), TOKEN);
  expect(lines(mayNot).filter((line) => /^(GET|SET|PUBLISH|SUBSCRIBE)/.test(line))).toEqual([]);
});

test.each(SYSTEM_USERS)(
  "$name has a task, and what is denied to it",
  ({ name, keys, channels }) => {
    const system = user({ name, role: "system", keys: [...keys], channels: [...channels] });
    const { may, mayNot } = expectedGrants(system, TOKEN);
    expect(lines(may)).toContain("PING");
    expect(mayNot.length).toBeGreaterThan(4);
    expect(lines(mayNot).filter((line) => lines(may).includes(line))).toEqual([]);
  },
);

test("what changes data if it were allowed is not asked", () => {
  const users = [
    user({}),
    user({ role: "readOnly" }),
    ...SYSTEM_USERS.map(({ name }) => user({ name, role: "system" })),
  ];
  for (const one of users) {
    const { may, mayNot } = expectedGrants(one, TOKEN);
    const sets = [...may, ...mayNot].filter(([command]) => command === "SET");
    expect(sets.every((line) => line.includes("XX"))).toBe(true);
  }
});
