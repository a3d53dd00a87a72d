import { ValidationError } from "../../core/errors";
import type { RenamedCommands } from "../renamed-commands";
import type { ParameterFamily } from "./aws-engine";
import { isRestricted } from "./restricted-commands";

/** A command of the cluster's props that the parameter does not hold. */
export interface DroppedCommand {
  readonly command: string;
  /** Why it needs no renaming, and what is left of it. */
  readonly reason: string;
}

/** Which commands ElastiCache is told to block. */
export interface BlockedCommands {
  /** Value of the parameter `rename-commands`, or `undefined` when nothing is blocked. */
  readonly value: string | undefined;
  readonly blocked: readonly string[];
  readonly dropped: readonly DroppedCommand[];
}

/**
 * What the parameter `rename-commands` takes: its AllowedValues, as the code examples of AWS show the
 * answer of `describe-cache-parameters`. It exists from Redis 5.0.3 on, changes at once on every node and
 * survives their replacement.
 */
const BLOCKABLE = `
  APPEND BITCOUNT BITFIELD BITOP BITPOS BLPOP BRPOP BRPOPLPUSH BZPOPMIN BZPOPMAX CLIENT COMMAND DBSIZE DECR
  DECRBY DEL DISCARD DUMP ECHO EVAL EVALSHA EXEC EXISTS EXPIRE EXPIREAT FLUSHALL FLUSHDB GEOADD GEOHASH
  GEOPOS GEODIST GEORADIUS GEORADIUSBYMEMBER GET GETBIT GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY
  HINCRBYFLOAT HKEYS HLEN HMGET HMSET HSET HSETNX HSTRLEN HVALS INCR INCRBY INCRBYFLOAT INFO KEYS LASTSAVE
  LINDEX LINSERT LLEN LPOP LPUSH LPUSHX LRANGE LREM LSET LTRIM MEMORY MGET MONITOR MOVE MSET MSETNX MULTI
  OBJECT PERSIST PEXPIRE PEXPIREAT PFADD PFCOUNT PFMERGE PING PSETEX PSUBSCRIBE PUBSUB PTTL PUBLISH
  PUNSUBSCRIBE RANDOMKEY READONLY READWRITE RENAME RENAMENX RESTORE ROLE RPOP RPOPLPUSH RPUSH RPUSHX SADD
  SCARD SCRIPT SDIFF SDIFFSTORE SELECT SET SETBIT SETEX SETNX SETRANGE SINTER SINTERSTORE SISMEMBER SLOWLOG
  SMEMBERS SMOVE SORT SPOP SRANDMEMBER SREM STRLEN SUBSCRIBE SUNION SUNIONSTORE SWAPDB TIME TOUCH TTL TYPE
  UNSUBSCRIBE UNLINK UNWATCH WAIT WATCH ZADD ZCARD ZCOUNT ZINCRBY ZINTERSTORE ZLEXCOUNT ZPOPMAX ZPOPMIN
  ZRANGE ZRANGEBYLEX ZREVRANGEBYLEX ZRANGEBYSCORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK
  ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE ZREVRANK ZSCORE ZUNIONSTORE SCAN SSCAN HSCAN ZSCAN XINFO XADD
  XTRIM XDEL XRANGE XREVRANGE XLEN XREAD XGROUP XREADGROUP XACK XCLAIM XPENDING GEORADIUS_RO
  GEORADIUSBYMEMBER_RO LOLWUT XSETID SUBSTR`
  .trim()
  .split(/\s+/);

/**
 * What a family takes beyond that, from a copy of its parameters in KubeBlocks. The user guide says that
 * the parameters of Valkey 7.2 are those of Redis 7, and of Valkey 8 only that most are.
 */
const MORE: Readonly<Record<ParameterFamily, readonly string[]>> = {
  redis7: ["ACL", "BITFIELD_RO"],
  valkey7: ["ACL", "BITFIELD_RO"],
  valkey8: [],
  valkey9: [],
};

/** Commands that need no blocking though the service does not restrict the whole of them. */
const HARMLESS: ReadonlyMap<string, string> = new Map([
  [
    "MODULE",
    "the engine itself refuses to load or unload a module (enable-module-command, from Redis 7.0 on); MODULE LIST stays to users with @admin",
  ],
]);

/**
 * How ElastiCache carries out a choice of commands. What it lets nobody call is left out.
 *
 * @throws ValidationError ELASTICACHE_RENAME_TO_SECRET, ELASTICACHE_NOT_BLOCKABLE
 */
export function blockedCommandsOf(
  { disabled, renamed }: Pick<RenamedCommands, "disabled" | "renamed">,
  family: ParameterFamily,
): BlockedCommands {
  const dropped = [...disabled, ...renamed].flatMap((command) => {
    const reason = needlessBecause(command);
    return reason === undefined ? [] : [{ command, reason }];
  });
  const needless = new Set(dropped.map(({ command }) => command));
  const toSecret = renamed.find((command) => !needless.has(command));
  if (toSecret !== undefined) throw secretRefused(toSecret);
  const blocked = disabled.filter((command) => !needless.has(command)).sort();
  const allowed = [...BLOCKABLE, ...MORE[family]];
  const impossible = blocked.find((command) => !allowed.includes(command));
  if (impossible !== undefined) throw blockRefused(impossible, family);
  const value = blocked.map((command) => `${command} BLOCKED`).join(" ");
  return { value: blocked.length === 0 ? undefined : value, blocked, dropped };
}

function needlessBecause(command: string): string | undefined {
  if (isRestricted(command.toLowerCase())) return "ElastiCache lets nobody call them";
  return HARMLESS.get(command);
}

function secretRefused(command: string): ValidationError {
  return new ValidationError("ELASTICACHE_RENAME_TO_SECRET", {
    problem: `${command} cannot have a secret name on ElastiCache: it would stand in the parameter group, where many may read it`,
    received: command,
    allowed: "commands that are disabled, and those that ElastiCache lets nobody call",
    fix: `disable ${command}, or leave it and take it away by the users' grants: -${command.toLowerCase()}`,
  });
}

function blockRefused(command: string, family: ParameterFamily): ValidationError {
  return new ValidationError("ELASTICACHE_NOT_BLOCKABLE", {
    problem: `the parameter rename-commands of ${family} does not take ${command}`,
    received: command,
    allowed: [...BLOCKABLE, ...MORE[family]].sort().join(" "),
    fix: `leave ${command} out of renamedCommands and take it away by the users' grants: -${command.toLowerCase()}`,
  });
}
