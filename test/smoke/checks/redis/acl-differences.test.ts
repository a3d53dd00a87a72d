import { aclSubjectOf } from "../../../../constructs/redis/acl-subject";
import { aclDifferences } from "../../../../smoke/checks/redis/acl-differences";
import { readAclUser } from "../../../../smoke/checks/redis/acl-user";
import type { ExpectedUser } from "../../../../smoke/checks/redis/expected-acl";

const HASH = "a".repeat(64);
const expected: ExpectedUser = {
  isOptional: false,
  name: "worker",
  isOn: true,
  passwordHashes: [HASH],
  subject: aclSubjectOf({
    role: "custom",
    keys: ["own:*", "own:*"],
    readKeys: ["in:*", "both:*"],
    writeKeys: ["both:*"],
    channels: ["news"],
    commands: ["+get"],
    selectors: [{ readKeys: ["log:*"], commands: ["+xread"] }],
  }),
  hasRules: true,
};

/** An answer to `ACL GETUSER` as the engine gives it. */
function answer(change: Record<string, unknown> = {}): unknown[] {
  const good = {
    flags: ["on", "sanitize-payload"],
    passwords: [HASH],
    commands: "-@all +get",
    keys: "~own:* %R~in:* ~both:*",
    channels: "&news",
    selectors: [["commands", "-@all +xread", "keys", "%R~log:*", "channels", ""]],
  };
  return Object.entries({ ...good, ...change }).flat();
}

test("an answer is read, its selectors too", () => {
  expect(readAclUser(answer())).toEqual({
    flags: ["on", "sanitize-payload"],
    passwordHashes: [HASH],
    commands: ["-@all", "+get"],
    keys: ["~own:*", "%R~in:*", "~both:*"],
    channels: ["&news"],
    selectors: [{ commands: ["-@all", "+xread"], keys: ["%R~log:*"], channels: [] }],
  });
});

test.each<[string, Record<string, unknown>, string[]]>([
  ["as it must be", {}, []],
  ["keys in another order", { keys: "~both:* ~own:* %R~in:*" }, []],
  ["off", { flags: ["off"] }, ["is off, must be on"]],
  ["no password is asked for", { flags: ["on", "nopass"] }, ["needs no password"]],
  ["no password", { passwords: [] }, ["passwords: 0, must be 1"]],
  ["another password", { passwords: ["b".repeat(64)] }, ["has another password"]],
  ["every key", { keys: "~*" }, ["keys: ~*, must be %R~in:* ~both:* ~own:*"]],
  ["no channel", { channels: "" }, ["channels: none, must be &news"]],
  ["no selector", { selectors: [] }, ["selectors: 0, must be 1"]],
  [
    "a wider selector",
    { selectors: [["commands", "-@all +xread", "keys", "~log:*", "channels", ""]] },
    ["selector 1: keys: ~log:*, must be %R~log:*"],
  ],
])("%s", (_what, change, differences) => {
  expect(aclDifferences(expected, readAclUser(answer(change)))).toEqual(differences);
});

test("what a service keeps, and what an older manifest does not tell, is not compared", () => {
  const partly = { ...expected, passwordHashes: undefined, hasRules: false };
  const seen = readAclUser(answer({ passwords: ["b".repeat(64)], selectors: [] }));
  expect(aclDifferences(partly, seen)).toEqual([]);
});
