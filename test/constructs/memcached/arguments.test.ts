import fc from "fast-check";
import { memcachedArguments } from "../../../constructs/memcached/arguments";
import { createMemcachedModel } from "../../../constructs/memcached/model";
import type { MemcachedClusterProps } from "../../../constructs/memcached/props";

const files = { certificate: "/e/node.crt", key: "/e/node.key", authority: "/e/ca.crt" };
const build = { version: "1.6.18", passwordDatabase: false };

function argumentsOf(props: Partial<MemcachedClusterProps> = {}, given = files): string[] {
  const all = { name: "pages", users: [{ name: "api" }], ...props };
  const model = createMemcachedModel("local", all, { build });
  return memcachedArguments(model, { id: "0", host: "127.0.0.1", port: 11311 }, given);
}

describe("memcachedArguments", () => {
  test("login, TLS from 1.2 and the binary protocol on one address, and nothing else", () => {
    expect(argumentsOf().join(" ")).toBe(
      "-S -Z -B binary -l 127.0.0.1 -p 11311 -U 0 -m 64 -I 1048576 -c 1024 -t 4 -X -W" +
        " -o ssl_chain_cert=/e/node.crt,ssl_key=/e/node.key,ssl_ca_cert=/e/ca.crt,ssl_min_version=2",
    );
  });

  test("whatever the props, no UDP, one address, login, TLS and the binary protocol", () => {
    const props = fc.record({
      memoryMib: fc.integer({ min: 39, max: 1_048_576 }),
      maxConnections: fc.integer({ min: 64, max: 65_536 }),
      threads: fc.integer({ min: 1, max: 64 }),
      port: fc.integer({ min: 1024, max: 65_533 }),
    });
    fc.assert(
      fc.property(props, (given) => {
        const words = argumentsOf(given);
        const valueOf = (option: string): string[] =>
          words.filter((_word, at) => words[at - 1] === option);
        expect(valueOf("-U")).toEqual(["0"]);
        expect(valueOf("-l")).toEqual(["127.0.0.1"]);
        expect(valueOf("-B")).toEqual(["binary"]);
        expect(words.slice(0, 2)).toEqual(["-S", "-Z"]);
      }),
    );
  });

  test.each<[Partial<MemcachedClusterProps>, string]>([
    [{ memoryMib: 128 }, "-m 128"],
    [{ maxItemSizeBytes: 2_097_152 }, "-I 2097152"],
    [{ maxConnections: 100 }, "-c 100"],
    [{ threads: 2 }, "-t 2"],
  ])("%j becomes %s", (props, expected) => {
    expect(argumentsOf(props).join(" ")).toContain(` ${expected} `);
  });

  test.each(["certificate", "key", "authority"] as const)(
    "refuses a comma in the path of the %s",
    (file) => {
      expect(() => argumentsOf({}, { ...files, [file]: "/a,ssl_verify_mode=0/x" })).toThrow(
        "MEMCACHED_PATH_INVALID",
      );
    },
  );

  test("takes a path with blanks", () => {
    expect(argumentsOf({}, { ...files, key: "/my files/k" }).at(-1)).toContain(
      "ssl_key=/my files/k,",
    );
  });
});
