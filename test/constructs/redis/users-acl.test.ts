import { SYSTEM_USERS } from "../../../constructs/redis/system-users";
import { RedisUser } from "../../../constructs/redis/user";
import { loginNames, renderUsersAcl } from "../../../constructs/redis/users-acl";
import { codedError } from "../../support/coded";

const hash = (user: string): string =>
  Buffer.from(user).toString("hex").padEnd(64, "0").slice(0, 64);

test("default is off and everybody else has exactly one hash and no password", () => {
  const lines = renderUsersAcl([RedisUser.readWrite("api", { keys: ["a:*"] })], hash)
    .trimEnd()
    .split("\n");
  expect(lines[0]).toBe("user default off resetpass resetkeys resetchannels -@all");
  for (const line of lines.slice(1)) {
    expect(line).toMatch(/^user [a-z][a-z0-9-]* on #[0-9a-f]{64} resetkeys /);
    expect(line).not.toMatch(/nopass| >/);
  }
  expect(lines).toHaveLength(SYSTEM_USERS.length + 2);
});

test("a reading user gets its keys for reading only", () => {
  const text = renderUsersAcl([RedisUser.readOnly("report", { keys: ["a:*", "b:*"] })], hash);
  expect(text).toContain("resetkeys %R~a:* %R~b:* resetchannels -@all +@read");
  expect(text).not.toMatch(/user report .*\+@write/);
});

test("channels are granted only when they are named", () => {
  const silent = renderUsersAcl([RedisUser.readWrite("api", { keys: ["a:*"] })], hash);
  const loud = renderUsersAcl(
    [RedisUser.readWrite("api", { keys: ["a:*"], channels: ["c:*"] })],
    hash,
  );
  expect(silent).not.toMatch(/user api .* &/);
  expect(loud).toMatch(/user api .* resetchannels &c:\* -@all/);
});

test("a custom user gets its rules in their order", () => {
  const user = RedisUser.custom("counter", {
    keys: ["n:*"],
    commands: ["+@read", "-get", "+incr"],
  });
  expect(renderUsersAcl([user], hash)).toContain(
    "resetkeys ~n:* resetchannels -@all +@read -get +incr\n",
  );
});

test("a custom user has keys for one use, and selectors that begin with nothing", () => {
  const user = RedisUser.custom("worker", {
    keys: ["own:*"],
    readKeys: ["in:*"],
    writeKeys: ["out:*"],
    commands: ["+get", "+set"],
    selectors: [{ readKeys: ["log:*"], channels: ["news"], commands: ["+@stream", "-xadd"] }],
  });
  expect(renderUsersAcl([user], hash)).toContain(
    "resetkeys ~own:* %R~in:* %W~out:* resetchannels -@all +get +set " +
      "(resetkeys %R~log:* resetchannels &news -@all +@stream -xadd)\n",
  );
});

test("no user of the kit but the harness's own may touch a key, and it only its own", () => {
  for (const user of SYSTEM_USERS) {
    expect([user.name, user.keys]).toEqual([
      user.name,
      user.name === "cf-smoke" ? ["cf-smoke:*"] : [],
    ]);
  }
});

test("every login has a password", () => {
  expect(loginNames([RedisUser.readWrite("api", { keys: ["a:*"] })])).toEqual([
    ...SYSTEM_USERS.map(({ name }) => name),
    "api",
  ]);
});

test.each([
  ["REDIS_USER_NAME", () => RedisUser.readWrite("A b", { keys: ["a:*"] })],
  ["REDIS_USER_NAME_RESERVED", () => RedisUser.readWrite("default", { keys: ["a:*"] })],
  ["REDIS_USER_NAME_RESERVED", () => RedisUser.readWrite("cf-operator", { keys: ["a:*"] })],
  ["REDIS_USER_WITHOUT_KEYS", () => RedisUser.readWrite("api", { keys: [] })],
  ["REDIS_USER_PATTERN", () => RedisUser.readWrite("api", { keys: ["a b"] })],
  ["REDIS_USER_PATTERN", () => RedisUser.readOnly("api", { keys: ["a:*"], channels: [""] })],
  ["REDIS_USER_PATTERN_COVERED", () => RedisUser.readWrite("api", { keys: ["*", "a:*"] })],
  [
    "REDIS_USER_PATTERN_COVERED",
    () => RedisUser.custom("api", { keys: ["*"], readKeys: ["a:*"], commands: [] }),
  ],
  [
    "REDIS_USER_PATTERN_COVERED",
    () => RedisUser.readOnly("api", { keys: ["a:*"], channels: ["a", "*"] }),
  ],
  ["REDIS_USER_COMMAND", () => RedisUser.custom("api", { commands: ["+geet"] })],
  ["REDIS_USER_CATEGORY", () => RedisUser.custom("api", { commands: ["+@raed"] })],
  [
    "REDIS_USER_COMMAND_RULE",
    () => RedisUser.custom("api", { commands: [], selectors: [{ commands: ["nopass"] }] }),
  ],
  [
    "REDIS_USER_SELECTOR_EMPTY",
    () => RedisUser.custom("api", { commands: ["+get"], selectors: [{ commands: ["-get"] }] }),
  ],
  [
    "REDIS_USER_PATTERN",
    () =>
      RedisUser.custom("api", { commands: [], selectors: [{ keys: ["a'"], commands: ["+get"] }] }),
  ],
  ["REDIS_USER_COMMAND_RULE", () => RedisUser.custom("api", { commands: ["get"] })],
  ["REDIS_USER_COMMAND_RULE", () => RedisUser.custom("api", { commands: ["+get ~*"] })],
])("%s", (code, action) => {
  expect(codedError(action).code).toBe(code);
});

test.each([
  ["* alone", () => RedisUser.readWrite("api", { keys: ["*"], channels: ["*"] })],
  ["* for one use", () => RedisUser.custom("api", { readKeys: ["*"], keys: ["a"], commands: [] })],
  ["a) outside of a selector", () => RedisUser.custom("api", { keys: ["a)"], commands: [] })],
])("%s is accepted", (_what, action) => {
  expect(action).not.toThrow();
});
