import fc from "fast-check";
import type Redis from "ioredis";
import {
  BASE_CATALOGUE,
  BASE_CATEGORIES,
  LATER_COMMANDS,
} from "../../../constructs/redis/acl-catalogue";
import { allowedCommands } from "../../../constructs/redis/acl-evaluator";
import type { RedisSelectorGrants } from "../../../constructs/redis/acl-grants";
import { aclRules, aclSubjectOf } from "../../../constructs/redis/acl-subject";
import { type CustomUserGrants, RedisUser } from "../../../constructs/redis/user";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { dryRun, dryRunVerdict } from "../../../smoke/checks/redis/dry-run";
import {
  type CallableCommand,
  readCatalogue,
  type ServerCatalogue,
} from "../../../smoke/checks/redis/server-catalogue";
import type { Reply } from "../../../smoke/probes/redis-session";
import { codedError } from "../../support/coded";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

let cluster: TestCluster;
let node: Redis;
let server: ServerCatalogue;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21540,
    only: ["0-0"],
    wait: "listening",
    // Every command can be asked for by its own name.
    props: { renamedCommands: RenamedCommands.of({ disabled: [], renamed: [] }) },
  });
  node = await cluster.operator("0-0");
  server = await readCatalogue((lines) =>
    Promise.all(lines.map(([command, ...args]) => node.call(command, ...args))),
  );
});
afterAll(async () => {
  node.disconnect();
  await cluster.close();
});

/** Gives the scratch user a line's words, parted by blanks as in an ACL file. */
function setUser(rules: string): Promise<unknown> {
  return node.call("ACL", "SETUSER", "scratch", "reset", ...rules.split(" "));
}

/** What the server answers to the scratch user's command. */
async function dryRunOf(command: CallableCommand): Promise<Reply> {
  const [call, ...args] = dryRun("scratch", command, command.name.split("|")[0] ?? "");
  return { kind: "value", value: await node.call(call, ...args) };
}

function rulesOf(grants: CustomUserGrants): string {
  return aclRules(aclSubjectOf(RedisUser.custom("scratch", grants))).join(" ");
}

test("the catalogue is what the engine says of itself", () => {
  // A later engine has more commands, and put WAIT into one more category.
  const known = [...server.catalogue].filter(([name]) => !LATER_COMMANDS.has(name));
  const sorted = (entries: Iterable<[string, readonly string[]]>): unknown =>
    Object.fromEntries(
      [...entries].map(([name, list]) => [
        name,
        list.filter((category) => name !== "wait" || category !== "blocking").sort(),
      ]),
    );
  expect(sorted(known)).toEqual(sorted(BASE_CATALOGUE));
});

const names = [...BASE_CATALOGUE.keys()];
const rule = fc
  .tuple(
    fc.constantFrom("+", "-"),
    fc.oneof(
      fc.constantFrom(...names),
      fc.constantFrom(...BASE_CATEGORIES.map((name) => `@${name}`)),
      // Rules by accident: most are refused.
      fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map((two) => two.join("|")),
      fc.string({ maxLength: 6 }),
    ),
  )
  .map(([sign, what]) => sign + what);
const pattern = fc.oneof(
  fc.constantFrom("*", "a:*", "[a-", "a)", "(", "))", "~", "%R~x", "\\", "[^]*", '"', "#", ">x"),
  fc.string({ maxLength: 8 }),
);
const patterns = fc.array(pattern, { maxLength: 3 });
const grants = {
  keys: patterns,
  readKeys: patterns,
  writeKeys: patterns,
  channels: patterns,
  commands: fc.array(rule, { maxLength: 6 }),
};
const requiredKeys: { requiredKeys: ["commands"] } = { requiredKeys: ["commands"] };
const selector: fc.Arbitrary<RedisSelectorGrants> = fc.record(grants, requiredKeys);
const user: fc.Arbitrary<CustomUserGrants> = fc
  .tuple(selector, fc.array(selector, { maxLength: 2 }))
  .map(([own, selectors]) => ({ ...own, selectors }));

function isAccepted(given: CustomUserGrants): boolean {
  try {
    RedisUser.custom("scratch", given);
    return true;
  } catch {
    return false;
  }
}

test("whatever is accepted here, the server accepts", async () => {
  await fc.assert(
    fc.asyncProperty(user.filter(isAccepted), async (given) => {
      expect(await setUser(rulesOf(given))).toBe("OK");
    }),
    { numRuns: 500 },
  );
});

test("whatever the rules say, the server allows exactly the commands that are computed", async () => {
  const known = fc.tuple(
    fc.constantFrom("+", "-"),
    fc.oneof(
      fc.constantFrom(...names),
      fc.constantFrom(...BASE_CATEGORIES.map((name) => `@${name}`)),
    ),
  );
  const rules = fc.array(
    known.map((parts) => parts.join("")),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(rules, async (commands) => {
      await setUser(rulesOf({ commands }));
      const answers = await Promise.all(
        server.callable.map((command) => dryRunOf(command).then(dryRunVerdict)),
      );
      const allowed = server.callable.filter((_, index) => answers[index] === "allowed");
      expect(answers).not.toContain(undefined);
      const expected = allowedCommands(commands, server.catalogue);
      expect(allowed.map(({ name }) => name)).toEqual(
        server.callable.map(({ name }) => name).filter((name) => expected.has(name)),
      );
    }),
    { numRuns: 60 },
  );
});

describe("refused here and by the server:", () => {
  test.each<[string, CustomUserGrants, string]>([
    ["an unknown command", { commands: ["+geet"] }, "+geet"],
    ["an unknown command taken away", { commands: ["-geet"] }, "-geet"],
    ["an unknown sub-command", { commands: ["+config|gett"] }, "+config|gett"],
    ["a sub-command taken from a command without", { commands: ["-get|x"] }, "-get|x"],
    ["three levels", { commands: ["+config|get|x"] }, "+config|get|x"],
    ["an unknown category", { commands: ["+@raed"] }, "+@raed"],
    ["a bare word", { commands: ["get"] }, "get"],
    ["a lone sign", { commands: ["+"] }, "+"],
    ["a rule with a blank", { commands: ["+get ~a b"] }, "+get ~a b"],
    ["a pattern with a blank", { keys: ["a b"], commands: [] }, "~a b"],
    ["a key beside *", { keys: ["*", "a"], commands: [] }, "~* ~a"],
    ["a key to read beside *", { keys: ["*"], readKeys: ["a"], commands: [] }, "~* %R~a"],
    ["a channel beside *", { channels: ["*", "a"], commands: [] }, "&* &a"],
    ["a command with capital hash", { commands: ["#AB"] }, "#AB"],
    [
      "a closed selector",
      { commands: [], selectors: [{ keys: ["a)"], commands: ["+get"] }] },
      "(~a) +get)",
    ],
    [
      "two quotes in a selector",
      { commands: [], selectors: [{ keys: ['a"', 'b"'], commands: ["+get"] }] },
      '(~a" ~b" +get)',
    ],
    [
      "a switch in a selector",
      { commands: [], selectors: [{ commands: ["+get", "on"] }] },
      "(+get on)",
    ],
    [
      "a password in a selector",
      { commands: [], selectors: [{ commands: ["+get", ">x"] }] },
      "(+get >x)",
    ],
    [
      "a selector in a selector",
      { commands: [], selectors: [{ commands: ["+get", "(+set)"] }] },
      "(+get (+set))",
    ],
  ])("%s", async (_what, given, rules) => {
    expect(codedError(() => RedisUser.custom("scratch", given)).code).toMatch(/^REDIS_USER_/);
    await expect(setUser(rules)).rejects.toThrow(/^ERR/);
  });
});

describe("refused here, though the server takes it:", () => {
  const hash = "0".repeat(64);
  test.each<[string, CustomUserGrants, string]>([
    // The kit makes the password, and the user is on.
    ["no password", { commands: ["nopass"] }, "nopass"],
    ["a password", { commands: [">password"] }, ">password"],
    ["a password taken away", { commands: [">a", "<a"] }, ">a <a"],
    ["a hash", { commands: [`#${hash}`] }, `#${hash}`],
    ["all passwords taken away", { commands: ["resetpass"] }, "resetpass"],
    ["a switch", { commands: ["on"] }, "on"],
    ["the other switch", { commands: ["off"] }, "off"],
    ["a reset", { commands: ["reset"] }, "reset"],
    ["payloads unchecked", { commands: ["skip-sanitize-payload"] }, "skip-sanitize-payload"],
    // Each has one other way to be said, which the warnings know.
    ["every key, as a word", { commands: ["allkeys"] }, "allkeys"],
    ["every channel, as a word", { commands: ["allchannels"] }, "allchannels"],
    ["every command, as a word", { commands: ["allcommands"] }, "allcommands"],
    ["no command, as a word", { commands: ["nocommands"] }, "nocommands"],
    ["keys among the commands", { commands: ["~a"] }, "~a"],
    ["* behind another key", { keys: ["a", "*"], commands: [] }, "~a ~*"],
    ["capital letters", { commands: ["+GET"] }, "+GET"],
    // Deprecated by the engine.
    ["a first argument", { commands: ["+select|0"] }, "+select|0"],
    // The server takes it and grants nothing.
    [
      "a quote in a selector",
      { commands: [], selectors: [{ keys: ['a"'], commands: ["+get"] }] },
      '(~a" +get)',
    ],
    // Nobody would mean them.
    ["an empty key", { keys: [""], commands: [] }, "~"],
    ["a control character", { keys: ["a\u0001"], commands: [] }, "~a\u0001"],
    ["letters beyond ASCII", { keys: ["ä:*"], commands: [] }, "~ä:*"],
    ["an empty selector", { commands: [], selectors: [{ commands: [] }] }, "()"],
  ])("%s", async (_what, given, rules) => {
    expect(codedError(() => RedisUser.custom("scratch", given)).code).toMatch(/^REDIS_USER_/);
    expect(await setUser(rules)).toBe("OK");
  });
});
