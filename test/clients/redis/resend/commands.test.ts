import catalogue from "../../../../constructs/redis/acl-catalogue.json";
import { isIdempotent } from "../../../../clients/redis/resend/commands";

describe("isIdempotent", () => {
  test.each([
    "GET k",
    "get k",
    "SET k v",
    "SET k v EX 10",
    "SET nx v",
    "SET k nx",
    "MSET a 1 b 2",
    "DEL a b",
    "EXPIRE k 10",
    "HSET k f v",
    "SADD k m",
    "ZADD k 1 m",
    "ZADD k 1 incr",
    "LREM k 0 v",
    "SETRANGE k 1 v",
    "XACK s g 1-1",
  ])("%s", (line) => expect(idempotent(line)).toBe(true));

  test.each([
    "INCR k",
    "decrby k 2",
    "APPEND k v",
    "LPUSH k v",
    "RPOP k",
    "BLPOP k 1",
    "LREM k 1 v",
    "LTRIM k 1 -1",
    "XADD s * f v",
    "XADD s 1-1 f v",
    "XREADGROUP GROUP g c STREAMS s >",
    "PUBLISH c m",
    "SETNX k v",
    "SET k v NX",
    "set k v ex 10 xx",
    "SET k v GET",
    "GETSET k v",
    "GETDEL k",
    "EXPIRE k 10 GT",
    "ZADD k INCR 1 m",
    "ZADD k nx 1 m",
    "HINCRBY k f 1",
    "ZINCRBY k 1 m",
    "RENAME a b",
    "COPY a b",
    "BITFIELD k INCRBY u2 100 1",
    "EVAL s 0",
    "FCALL f 0",
    "MULTI",
    "EXEC",
    "WAIT 1 10",
    "NO.SUCH.COMMAND k",
  ])("not %s", (line) => expect(idempotent(line)).toBe(false));

  test("takes a transaction, and WAIT, for what stands beside it in a pipeline", () => {
    for (const name of ["multi", "exec", "wait"]) expect(isIdempotent(name, [], true)).toBe(true);
    expect(isIdempotent("incr", ["k"], true)).toBe(false);
  });

  test("every command that only reads data is", () => {
    const reading = Object.entries(catalogue.commands)
      .filter(([, categories]) => categories.split(" ").includes("read"))
      .map(([name]) => name.split("|", 1)[0] ?? "")
      // MEMORY PURGE is one of its kind, and LOLWUT nobody needs.
      .filter((name) => !["memory", "lolwut"].includes(name));
    expect(reading.filter((name) => !isIdempotent(name, []))).toEqual([]);
  });

  test("no write is, but those that were judged", () => {
    const writing = Object.entries(catalogue.commands)
      .filter(([, categories]) => categories.split(" ").includes("write"))
      .map(([name]) => name);
    expect(writing.filter((name) => isIdempotent(name, [])).sort()).toMatchInlineSnapshot(`
      [
        "del",
        "expire",
        "expireat",
        "geoadd",
        "getex",
        "hdel",
        "hmset",
        "hset",
        "mset",
        "persist",
        "pexpire",
        "pexpireat",
        "pfadd",
        "pfmerge",
        "psetex",
        "sadd",
        "sdiffstore",
        "set",
        "setex",
        "setrange",
        "sinterstore",
        "srem",
        "sunionstore",
        "unlink",
        "xack",
        "xdel",
        "xtrim",
        "zadd",
        "zrem",
        "zremrangebylex",
        "zremrangebyscore",
      ]
    `);
  });
});

function idempotent(line: string): boolean {
  const [name = "", ...args] = line.split(" ");
  return isIdempotent(name, args);
}
