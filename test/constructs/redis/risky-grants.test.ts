import { aclSubjectOf } from "../../../constructs/redis/acl-subject";
import { riskyGrants } from "../../../constructs/redis/risky-grants";
import { type CustomUserGrants, RedisUser } from "../../../constructs/redis/user";

const risksOf = (user: RedisUser): string[] =>
  riskyGrants(aclSubjectOf(user)).map(({ grant, reason }) => `${grant} ${reason}`);
const custom = (grants: Partial<CustomUserGrants>): RedisUser =>
  RedisUser.custom("worker", { commands: [], ...grants });

test.each<[string, RedisUser, (string | RegExp)[]]>([
  [
    "every key",
    RedisUser.readWrite("api", { keys: ["*"] }),
    ["~* opens every key to read and write; name"],
  ],
  [
    "every key to a reader",
    RedisUser.readOnly("api", { keys: ["**"] }),
    ["%R~** opens every key to read;"],
  ],
  ["every key but the empty one", custom({ keys: ["?*"] }), ["~?* opens every key"]],
  ["every key, as a class", custom({ keys: ["[^]*"] }), ["~[^]* opens every key"]],
  ["every key to be written", custom({ writeKeys: ["*"] }), ["%W~* opens every key to write;"]],
  [
    "every key in a selector",
    custom({ selectors: [{ keys: ["*"], commands: ["+get"] }] }),
    ["~* "],
  ],
  [
    "everything",
    custom({ commands: ["+@all"] }),
    [
      /^\+@all opens every command, also .*; opens .* and \d+ more; take away by -@dangerous -@admin -@scripting -scan -randomkey -dbsize -pubsub -client\|tracking$/,
    ],
  ],
  [
    "everything but what the roles deny",
    custom({
      commands: [
        "+@all",
        "-@dangerous",
        "-@admin",
        "-@scripting",
        "-scan",
        "-randomkey",
        "-dbsize",
        "-pubsub",
        "-client|tracking",
      ],
    }),
    [/^\+@all opens every command, also those that a later engine brings$/],
  ],
  ["dangerous commands", custom({ commands: ["+@dangerous"] }), ["+@dangerous opens "]],
  ["administration", custom({ commands: ["+@admin"] }), ["+@admin opens "]],
  [
    "scripts",
    custom({ commands: ["+@scripting"] }),
    [/^\+@scripting opens .*take away by -@scripting$/],
  ],
  [
    "one dangerous command",
    custom({ commands: ["+get", "+flushall"] }),
    ["+flushall opens flushall; take away by -@dangerous"],
  ],
  [
    "one sub-command",
    custom({ commands: ["+config|get"] }),
    ["+config|get opens config|get; take away by -@dangerous -@admin"],
  ],
  ["a container with some", custom({ commands: ["+client"] }), ["+client opens client|kill, "]],
  [
    "a category with some",
    custom({ commands: ["+@read"] }),
    [/^\+@read opens .*keys.*; take away by -@dangerous/],
  ],
  ["others' keys", custom({ commands: ["+scan"] }), ["+scan opens scan; take away by -scan"]],
  [
    "a command in a selector",
    custom({ selectors: [{ commands: ["+eval"] }] }),
    ["+eval opens eval; take away by -@scripting"],
  ],
  ["what comes back", custom({ commands: ["-@dangerous", "+sort"] }), ["+sort opens sort"]],
])("%s: is flagged", (_what, user, risks) => {
  const found = risksOf(user);
  expect(found).toHaveLength(risks.length);
  for (const [index, risk] of risks.entries()) expect(found[index]).toMatch(risk);
});

test.each<[string, RedisUser]>([
  ["a role", RedisUser.readWrite("api", { keys: ["session:*"], channels: ["*"] })],
  ["a reader", RedisUser.readOnly("report", { keys: ["session:*", "*:public", "a?*"] })],
  ["commands one by one", custom({ keys: ["a:*"], commands: ["+get", "+set", "+cluster|slots"] })],
  [
    "a category without the dangerous",
    custom({ commands: ["+@hash", "+@read", "-@dangerous", "-scan", "-randomkey", "-dbsize"] }),
  ],
  ["what was taken away", custom({ commands: ["+flushall", "-flushall"] })],
  [
    "a container without the dangerous",
    custom({ commands: ["+client", "-@dangerous", "-client|tracking"] }),
  ],
  ["a selector", custom({ selectors: [{ readKeys: ["log:*"], commands: ["+xread"] }] })],
])("%s: is clean", (_what, user) => {
  expect(risksOf(user)).toEqual([]);
});
