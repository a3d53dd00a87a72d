import fc from "fast-check";
import { BASE_CATALOGUE, BASE_CATEGORIES } from "../../../../constructs/redis/acl-catalogue";
import { allowedCommands } from "../../../../constructs/redis/acl-evaluator";
import type { AclGrants } from "../../../../constructs/redis/acl-grants";
import { aclSubjectOf } from "../../../../constructs/redis/acl-subject";
import { accessStringOf, NO_ACCESS } from "../../../../constructs/redis/aws/access-string";
import {
  isRestricted,
  partlyRestricted,
} from "../../../../constructs/redis/aws/restricted-commands";
import { type CustomUserGrants, RedisUser } from "../../../../constructs/redis/user";
import { readAccessString } from "../../../support/access-string";

const textOf = (user: RedisUser): string => accessStringOf(aclSubjectOf(user)).text;
const custom = (grants: Partial<CustomUserGrants>): RedisUser =>
  RedisUser.custom("worker", { commands: [], ...grants });

test.each<[string, RedisUser, string]>([
  ["nothing", custom({}), "on resetchannels -@all"],
  ["everything", custom({ keys: ["*"], channels: ["*"], commands: ["+@all"] }), "on ~* &* +@all"],
  [
    "everything but a category",
    custom({ keys: ["*"], commands: ["+@all", "-@dangerous"] }),
    "on ~* resetchannels +@all -@dangerous",
  ],
  [
    "keys and channels in their order",
    custom({
      keys: ["own:*", "a"],
      readKeys: ["in:*"],
      writeKeys: ["out:*"],
      channels: ["news", "n:*"],
      commands: ["+get"],
    }),
    "on ~own:* ~a %R~in:* %W~out:* resetchannels &news &n:* -@all +get",
  ],
  [
    "selectors",
    custom({
      keys: ["a:*"],
      commands: ["+get"],
      selectors: [{ readKeys: ["log:*"], channels: ["*"], commands: ["+xread"] }],
    }),
    "on ~a:* resetchannels -@all +get (%R~log:* &* -@all +xread)",
  ],
  [
    "rules that say the same twice",
    custom({ commands: ["+get", "+@read", "-get", "+set", "+@all", "-client|kill", "-client"] }),
    "on resetchannels +@all -client",
  ],
  [
    "a reader",
    RedisUser.readOnly("report", { keys: ["a:*"] }),
    "on %R~a:* resetchannels -@all +@read +subscribe +psubscribe +ssubscribe +unsubscribe" +
      " +punsubscribe +sunsubscribe +@connection +cluster|slots +cluster|shards +cluster|nodes" +
      " +cluster|info -@dangerous -@admin -@scripting -scan -randomkey -dbsize -pubsub" +
      " -client|tracking",
  ],
])("%s", (_what, user, text) => {
  expect(textOf(user)).toBe(text);
});

test("the string of nobody is off and reads back as nothing", () => {
  expect(NO_ACCESS.startsWith("off ")).toBe(true);
  const { commands, ...rest } = readAccessString(NO_ACCESS);
  expect(allowedCommands(commands, BASE_CATALOGUE).size).toBe(0);
  expect(Object.values(rest).flat()).toEqual([]);
});

test.each([
  ["+config", []],
  ["+config|get", []],
  ["-debug", []],
  ["+cluster|failover", []],
  ["+psync", []],
  ["+acl|setuser", []],
  ["+acl", ["+acl|cat", "+acl|dryrun", "+acl|genpass", "+acl|getuser", "+acl|help", "+acl|list"]],
  ["+cluster", ["+cluster|count-failure-reports", "+cluster|countkeysinslot"]],
])("%s is told of, and becomes %j and the like", (rule, first) => {
  const { text, changed } = accessStringOf(aclSubjectOf(custom({ commands: [rule] })));
  expect(changed).toEqual([
    { rule, reason: expect.stringMatching(/^ElastiCache lets nobody call /) },
  ]);
  const { commands } = readAccessString(text);
  expect(commands.slice(0, first.length + 1)).toEqual(["-@all", ...first]);
  expect(commands.map((name) => name.slice(1)).filter(isRestricted)).toEqual([]);
  if (first.length === 0) expect(commands).toEqual(["-@all"]);
});

test.each(["+@all", "+@admin", "-cluster", "-acl", "+cluster|info", "+acl|list", "+client"])(
  "%s stays as it is",
  (rule) => {
    const { text, changed } = accessStringOf(aclSubjectOf(custom({ commands: [rule] })));
    expect(changed).toEqual([]);
    expect(text).toContain(rule);
  },
);

test("the roles have nothing that ElastiCache refuses", () => {
  for (const role of ["readWrite", "readOnly"] as const) {
    const user = RedisUser[role]("api", { keys: ["a:*"] });
    expect(accessStringOf(aclSubjectOf(user)).changed).toEqual([]);
  }
});

test("restricted commands are commands", () => {
  expect([...BASE_CATALOGUE.keys()].filter(isRestricted).length).toBeGreaterThan(30);
  expect(partlyRestricted("client")).toBeUndefined();
});

describe("whatever the rules", () => {
  const pattern = fc.stringMatching(/^[a-z:*?]{1,6}$/).filter((text) => !text.includes("**"));
  const patterns = fc
    .uniqueArray(pattern, { maxLength: 3 })
    .map((list) => (list.includes("*") ? ["*"] : list));
  const rule = fc
    .tuple(
      fc.constantFrom("+", "-"),
      fc.constantFrom(
        ...BASE_CATALOGUE.keys(),
        ...BASE_CATEGORIES.map((category) => `@${category}`),
      ),
    )
    .map(([sign, name]) => `${sign}${name}`);
  const grants = fc.record({
    keys: patterns,
    readKeys: patterns,
    writeKeys: patterns,
    channels: patterns,
    commands: fc.array(rule, { maxLength: 12 }),
  });
  const subject = fc.record({ own: grants, selectors: fc.array(grants, { maxLength: 2 }) });

  /** What can be called; a command with sub-commands is not called by itself. */
  const callable = ({ commands }: AclGrants): string[] => {
    const isContainer = (name: string): boolean =>
      [...BASE_CATALOGUE.keys()].some((other) => other.startsWith(`${name}|`));
    return [...allowedCommands(commands, BASE_CATALOGUE)]
      .filter((name) => !isContainer(name) && !isRestricted(name))
      .sort();
  };

  test("a user may do on ElastiCache what it may do elsewhere, but for what nobody may", () => {
    fc.assert(
      fc.property(subject, ({ own, selectors }) => {
        const { text } = accessStringOf({ ...own, selectors });
        const read = readAccessString(text);
        const before = [own, ...selectors];
        const after = [read, ...read.selectors];
        expect(after).toHaveLength(before.length);
        for (const [index, grantsBefore] of before.entries()) {
          const grantsAfter = after[index] ?? read;
          expect(callable(grantsAfter)).toEqual(callable(grantsBefore));
          for (const kind of ["keys", "readKeys", "writeKeys", "channels"] as const) {
            expect(grantsAfter[kind]).toEqual(grantsBefore[kind]);
          }
        }
      }),
    );
  });

  test("the string is what the engine prints of it", () => {
    fc.assert(
      fc.property(subject, ({ own, selectors }) => {
        const { text } = accessStringOf({ ...own, selectors });
        const again = accessStringOf(readAccessString(text));
        expect(again).toEqual({ text, changed: [] });
      }),
    );
  });
});
