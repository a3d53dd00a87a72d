import type { RedisManifest, RedisManifestUser } from "../../../../../constructs/core/manifest";
import { RedisUser } from "../../../../../constructs/redis/user";
import { SMOKE_USER } from "../../../../../constructs/redis/system-users";
import { chooseSweepers } from "../../../../../smoke/checks/redis/patterns/sweepers";

const auth = { password: { env: "UNUSED" } };
const smoke: RedisManifestUser = {
  ...{ name: SMOKE_USER, role: "system", auth },
  keys: ["cf-smoke:*"],
};

function manifestUser({ name, role, selectors, ...grants }: RedisUser): RedisManifestUser {
  const { channels, commands, keys } = grants;
  const isCustom = role === "custom";
  return {
    ...{ name, role, auth, keys: [...keys], channels: [...channels] },
    ...(isCustom ? { commands: [...commands] } : {}),
    selectors: selectors.map((one) => ({ keys: [...one.keys], commands: [...one.commands] })),
  };
}

function choose(
  users: readonly RedisUser[],
  renamedCommands: RedisManifest["renamedCommands"] = [],
): unknown {
  const manifest = { users: [smoke, ...users.map(manifestUser)], renamedCommands };
  const { sweeper, writer, room } = chooseSweepers({ deployed: { manifest }, runId: "1" });
  return [sweeper, writer, room.key("a", 7)];
}

const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const matching = (...keys: string[]): RedisUser =>
  RedisUser.forPattern("matching", "sweeper", { keys });
const rules = matching("*").commands;

test.each([
  ["the harness stores them where it may", [api, matching("*")], SMOKE_USER, "cf-smoke:1:"],
  [
    "as a user of the application elsewhere",
    [api, matching("session:*")],
    "api",
    "session:cf-smoke-1-",
  ],
  [
    "of two patterns the one with room is used",
    [api, matching("fixed", "session:*")],
    "api",
    "session:cf-smoke-1-",
  ],
  [
    "a user may have more than it needs, and do both",
    [RedisUser.custom("sweeper", { keys: ["a:*"], commands: ["+@all"] })],
    "sweeper",
    "a:cf-smoke-1-",
  ],
  [
    "the keys may stand in a selector with what deletes them",
    [
      api,
      RedisUser.custom("sweeper", {
        commands: rules,
        selectors: [{ keys: ["session:*"], commands: ["+unlink"] }],
      }),
    ],
    "api",
    "session:cf-smoke-1-",
  ],
])("%s", (_title, users, writer, beginning) => {
  const key = expect.stringMatching(new RegExp(`^${beginning}matching:a:7$`));
  expect(choose(users)).toEqual(["sweeper", writer, key]);
});

const NOBODY = /^no user may SCAN/;
const NOT_THAT = /^who may SCAN \(sweeper\) lacks/;
test.each([
  ["without any that was granted SCAN", [api], NOBODY],
  [
    "whose rules the manifest does not tell",
    [RedisUser.custom("sweeper", { commands: [] })],
    NOBODY,
  ],
  [
    "who may not UNLINK",
    [RedisUser.custom("sweeper", { commands: ["+scan"], keys: ["*"] })],
    NOT_THAT,
  ],
  [
    "who may UNLINK other keys than it may touch",
    [
      api,
      RedisUser.custom("sweeper", {
        commands: [...rules, "-unlink"],
        keys: ["session:*"],
        selectors: [{ keys: ["fixed"], commands: ["+unlink"] }],
      }),
    ],
    NOT_THAT,
  ],
  ["whose keys nobody stores", [api, matching("other:*")], NOT_THAT],
  ["whose keys could be anybody's", [api, matching("session:7")], NOT_THAT],
  [
    "whose keys share a slot",
    [RedisUser.readWrite("api", { keys: ["{a}:*"] }), matching("{a}:*")],
    NOT_THAT,
  ],
  [
    "whose keys others may only read",
    [RedisUser.readOnly("report", { keys: ["session:*"] }), matching("session:*")],
    NOT_THAT,
  ],
])("no user is chosen from those %s", (_title, users, reason) => {
  expect(() => choose(users)).toThrow(reason);
});

test("a disabled command is nobody's", () => {
  expect(() => choose([matching("*")], [{ command: "SCAN", as: null }])).toThrow(NOBODY);
  expect(() => choose([matching("*")], [{ command: "UNLINK", as: null }])).toThrow(NOT_THAT);
});
