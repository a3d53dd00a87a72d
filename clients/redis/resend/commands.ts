/**
 * What an application may send twice without harm: after the second time the data is as after the first, and the
 * answer misleads nobody who takes it for that of one command. What is not named here is not sent again.
 *
 * `SADD`, `DEL` and their like count: a resent one finds less to do, and its count says so. Not so what a caller
 * decides by: `SETNX` is a claim, and a second one says that somebody else has it.
 *
 * Source: the categories of Redis 7.0 (`acl-catalogue.json`) and `server.commands` of later releases; each
 * write was judged by its page in the documentation of the commands.
 */
const READS = words(`
  bitcount bitfield_ro bitpos dump echo exists expiretime geodist geohash geopos georadius_ro
  georadiusbymember_ro geosearch get getbit getrange hexists hexpiretime hget hgetall hkeys hlen hmget
  hpexpiretime hpttl hrandfield hscan hstrlen httl hvals keys lcs lindex llen lpos lrange mget object pexpiretime
  pfcount ping pttl randomkey scard scan sdiff sinter sintercard sismember smembers smismember sort_ro srandmember
  sscan strlen substr sunion time touch ttl type xinfo xlen xpending xrange xread xrevrange zcard zcount zdiff
  zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange zrevrangebylex
  zrevrangebyscore zrevrank zscan zscore zunion
`);

const WRITES = words(`
  del getex hdel hmset hpersist hset mset persist pfadd pfmerge psetex sadd sdiffstore setex setrange sinterstore srem
  sunionstore unlink xack xdel xtrim zrem zremrangebylex zremrangebyscore
`);

const CONNECTION = words(`
  command dbsize info psubscribe punsubscribe ssubscribe subscribe sunsubscribe unsubscribe
`);

interface Condition {
  readonly from: number;
  /** @default - to the end */
  readonly to?: number;
  readonly unless: ReadonlySet<string>;
}

/** Safe until one of these words stands among the arguments, from the given position on. */
const CONDITIONAL: ReadonlyMap<string, Condition> = new Map([
  ["set", { from: 2, unless: words("nx xx get ifeq ifne ifdeq ifdne") }],
  ...["expire", "expireat", "pexpire", "pexpireat"].map(
    (name) => [name, { from: 2, unless: words("nx xx gt lt") }] as const,
  ),
  // An option stands in front; scores and members follow, and a member may bear any name.
  ...["zadd", "geoadd"].map(
    (name) => [name, { from: 1, to: 2, unless: words("nx xx gt lt ch incr") }] as const,
  ),
]);

/** Their effect is all or nothing, or belongs to what stands before them on the connection. */
const IN_PIPELINE = words("multi exec wait");

/**
 * Whether a command may be sent again when nobody knows whether it was executed.
 *
 * @param name in any case
 * @param args without the name, as they go over the wire
 * @param inPipeline whether everything that is sent with it is sent again with it
 */
export function isIdempotent(name: string, args: readonly unknown[], inPipeline = false): boolean {
  const command = name.toLowerCase();
  if (READS.has(command) || WRITES.has(command) || CONNECTION.has(command)) return true;
  if (inPipeline && IN_PIPELINE.has(command)) return true;
  if (command === "lrem") return String(args[1]) === "0";
  const condition = CONDITIONAL.get(command);
  if (condition === undefined) return false;
  const options = args.slice(condition.from, condition.to);
  return !options.some((option) => condition.unless.has(String(option).toLowerCase()));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ""));
}
