import { redisManifestOf } from "../../../constructs/redis/manifest";
import { RedisUser } from "../../../constructs/redis/user";
import { aclSubjectOf, type GrantedUser } from "../../../constructs/redis/acl-subject";
import { redisModel } from "../../support/redis-model";

const users = [
  RedisUser.readWrite("api", { keys: ["a:*"], channels: ["a"] }),
  RedisUser.readOnly("report", { keys: ["a:*"] }),
  RedisUser.custom("worker", {
    keys: ["own:*"],
    readKeys: ["in:*"],
    writeKeys: ["out:*"],
    channels: ["news"],
    commands: ["+@read", "-@dangerous"],
    selectors: [{ readKeys: ["log:*"], commands: ["+xread"] }],
  }),
];
const manifest = redisManifestOf(redisModel({ users }), {
  target: "host",
  authority: "system",
  password: (user) => ({ env: user }),
  commandName: (command) => ({ env: command }),
  nodeRef: ({ id }) => id,
});

test.each(users)("the manifest tells the whole grants of $name", (user) => {
  const told = manifest.users.find(({ name }) => name === user.name);
  const { commands = user.commands, ...rest } = told ?? {};
  expect(aclSubjectOf({ ...rest, commands } as GrantedUser)).toEqual(aclSubjectOf(user));
});

test("only a custom user's rules stand in the manifest; those of the others follow from the role", () => {
  const withRules = manifest.users.filter(({ commands }) => commands !== undefined);
  expect(withRules.map(({ name }) => name)).toEqual(["worker"]);
});
