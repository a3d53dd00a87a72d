import fc from "fast-check";
import { AWS_ENGINES } from "../../../../constructs/redis/aws/aws-engine";
import { blockedCommandsOf } from "../../../../constructs/redis/aws/rename-commands";
import { COMMAND_NAMES } from "../../../../constructs/redis/command-names";
import { INDISPENSABLE_COMMANDS } from "../../../../constructs/redis/command-rules";
import { RenamedCommands } from "../../../../constructs/redis/renamed-commands";
import { codedError } from "../../../support/coded";

const disable = (...disabled: string[]) => RenamedCommands.of({ disabled, renamed: [] });
const rename = (...renamed: string[]) => RenamedCommands.of({ disabled: [], renamed });

test.each(AWS_ENGINES)("the secure defaults on $name $version", ({ family }) => {
  const { value, blocked, dropped } = blockedCommandsOf(RenamedCommands.secureDefaults(), family);
  expect(value).toBe(
    "FLUSHALL BLOCKED FLUSHDB BLOCKED KEYS BLOCKED MONITOR BLOCKED SWAPDB BLOCKED",
  );
  expect(blocked).toEqual(["FLUSHALL", "FLUSHDB", "KEYS", "MONITOR", "SWAPDB"]);
  const reasons = new Map(dropped.map(({ command, reason }) => [command, reason]));
  expect([...reasons.keys()]).toEqual([
    ...["DEBUG", "MODULE", "SAVE", "REPLICAOF", "SLAVEOF"],
    ...["CONFIG", "BGSAVE", "BGREWRITEAOF", "SHUTDOWN"],
  ]);
  expect(reasons.get("MODULE")).toContain("MODULE LIST stays");
  expect(reasons.get("CONFIG")).toBe("ElastiCache lets nobody call them");
});

test("nothing blocked is no parameter", () => {
  expect(blockedCommandsOf(disable(), "valkey8")).toEqual({
    value: undefined,
    blocked: [],
    dropped: [],
  });
});

test("the same commands in another order are the same value", () => {
  const [one, other] = [disable("KEYS", "EVAL"), disable("EVAL", "KEYS")].map(
    (commands) => blockedCommandsOf(commands, "valkey8").value,
  );
  expect(one).toBe("EVAL BLOCKED KEYS BLOCKED");
  expect(other).toBe(one);
});

test.each([
  ["ELASTICACHE_RENAME_TO_SECRET", rename("KEYS"), "-keys"],
  ["ELASTICACHE_RENAME_TO_SECRET", rename("CONFIG", "ACL"), "-acl"],
  ["ELASTICACHE_NOT_BLOCKABLE", disable("KEYS", "EVAL_RO"), "-eval_ro"],
  ["ELASTICACHE_NOT_BLOCKABLE", disable("FCALL"), "-fcall"],
  ["ELASTICACHE_NOT_BLOCKABLE", disable("ACL"), "-acl"],
])("%s: %j", (code, commands, fix) => {
  const error = codedError(() => blockedCommandsOf(commands, "valkey8"));
  expect(error.code).toBe(code);
  expect(error.detail.fix).toContain(`by the users' grants: ${fix}`);
});

test("a family may take more than another", () => {
  expect(blockedCommandsOf(disable("ACL"), "redis7").value).toBe("ACL BLOCKED");
});

test("a dispensable command is blocked, dropped with a reason or refused", () => {
  const dispensable = COMMAND_NAMES.filter((name) => !INDISPENSABLE_COMMANDS.has(name));
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...dispensable), (command) => {
      let outcome: string;
      try {
        const { blocked, dropped } = blockedCommandsOf(disable(command), "valkey9");
        expect([...blocked, ...dropped.map((entry) => entry.command)]).toEqual([command]);
        outcome = blocked.length === 1 ? "blocked" : "dropped";
      } catch (error) {
        expect(error).toMatchObject({ code: "ELASTICACHE_NOT_BLOCKABLE" });
        outcome = "refused";
      }
      outcomes.add(outcome);
    }),
    { numRuns: 1000 },
  );
  expect([...outcomes].sort()).toEqual(["blocked", "dropped", "refused"]);
});
