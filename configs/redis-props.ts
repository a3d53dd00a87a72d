import { RedisEngine } from "../constructs/redis/engine";
import { Persistence } from "../constructs/redis/persistence";
import type { RedisClusterProps } from "../constructs/redis/props";
import { RenamedCommands } from "../constructs/redis/renamed-commands";
import { RedisUser } from "../constructs/redis/user";
import type { RedisClusterConfig } from "./schema";

type Converted = "engine" | "persistence" | "users" | "renamedCommands";

/** The props that an environment's data stands for, with whatever a target's own fields are. */
export function redisPropsOf<C extends RedisClusterConfig>(
  config: C,
): RedisClusterProps & Omit<C, Converted> {
  const { engine, persistence, users, renamedCommands, ...rest } = config;
  return {
    ...rest,
    ...(engine === undefined ? {} : { engine: RedisEngine[engine.name](engine.version, engine) }),
    ...(persistence === undefined ? {} : { persistence: persistenceOf(persistence) }),
    ...(users === undefined ? {} : { users: users.map(userOf) }),
    ...(renamedCommands === undefined
      ? {}
      : { renamedCommands: RenamedCommands.of(renamedCommands) }),
  };
}

function persistenceOf(word: NonNullable<RedisClusterConfig["persistence"]>): Persistence {
  return word === "none" ? Persistence.none() : Persistence.appendOnly(word);
}

function userOf(user: NonNullable<RedisClusterConfig["users"]>[number]): RedisUser {
  switch (user.role) {
    case "readWrite":
      return RedisUser.readWrite(user.name, user);
    case "readOnly":
      return RedisUser.readOnly(user.name, user);
    case "custom":
      return RedisUser.custom(user.name, user);
  }
}
