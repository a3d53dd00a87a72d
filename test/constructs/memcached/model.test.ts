import { Token } from "cdktf";
import { CachefortError } from "../../../constructs/core/errors";
import { createMemcachedModel, type MemcachedModel } from "../../../constructs/memcached/model";
import type { MemcachedClusterProps } from "../../../constructs/memcached/props";

const MIB = 1024 * 1024;
const build = { version: "1.6.18", passwordDatabase: false };
const minimal: MemcachedClusterProps = { name: "pages", users: [{ name: "api" }] };
const number = Token.asNumber({ resolve: () => 5, creationStack: [] });
const text = Token.asString({ resolve: () => "api", creationStack: [] });

function model(props: Partial<MemcachedClusterProps> = {}): MemcachedModel {
  return createMemcachedModel("local", { ...minimal, ...props }, { build });
}

function refusal(props: Partial<MemcachedClusterProps>): CachefortError {
  try {
    model(props);
  } catch (error) {
    if (CachefortError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("createMemcachedModel", () => {
  test("resolves every default", () => {
    expect(model()).toEqual({
      environment: "local",
      name: "pages",
      version: "1.6.18",
      userDatabase: "sasldb",
      nodes: [
        { id: "0", host: "127.0.0.1", port: 11311 },
        { id: "1", host: "127.0.0.1", port: 11312 },
        { id: "2", host: "127.0.0.1", port: 11313 },
      ],
      users: [{ name: "api" }],
      memoryMib: 64,
      maxItemSizeBytes: MIB,
      maxConnections: 1024,
      threads: 4,
    });
  });

  test.each<[Partial<MemcachedClusterProps>, Partial<MemcachedModel>]>([
    [{ name: "other" }, { name: "other" }],
    [{ nodes: 1 }, { nodes: [{ id: "0", host: "127.0.0.1", port: 11311 }] }],
    [{ nodes: 1, port: 65535 }, { nodes: [{ id: "0", host: "127.0.0.1", port: 65535 }] }],
    [{ users: [{ name: "a" }, { name: "b" }] }, { users: [{ name: "a" }, { name: "b" }] }],
    [{ memoryMib: 128 }, { memoryMib: 128 }],
    [{ memoryMib: 39 }, { memoryMib: 39 }],
    [{ maxItemSizeBytes: MIB / 2 }, { maxItemSizeBytes: MIB / 2 }],
    [{ maxItemSizeBytes: 26 * MIB }, { maxItemSizeBytes: 26 * MIB }],
    [
      { memoryMib: 100, maxItemSizeBytes: 50 * MIB },
      { memoryMib: 100, maxItemSizeBytes: 50 * MIB },
    ],
    [
      { memoryMib: 2048, maxItemSizeBytes: 1024 * MIB },
      { memoryMib: 2048, maxItemSizeBytes: 1024 * MIB },
    ],
    [{ memoryMib: 1_048_576 }, { memoryMib: 1_048_576 }],
    [{ maxConnections: 64 }, { maxConnections: 64 }],
    [{ maxConnections: 65_536 }, { maxConnections: 65_536 }],
    [{ threads: 1 }, { threads: 1 }],
    [{ threads: 64 }, { threads: 64 }],
  ])("%j changes the model", (props, expected) => {
    expect(model(props)).toEqual({ ...model(), ...expected });
  });

  test("the last of 100 nodes gets the last port", () => {
    expect(model({ nodes: 100, port: 65_436 }).nodes.at(-1)).toEqual({
      id: "99",
      host: "127.0.0.1",
      port: 65_535,
    });
  });

  test("a build with a password database logs in without a realm", () => {
    const options = { build: { version: "1.6.45", passwordDatabase: true } };
    expect(createMemcachedModel("local", minimal, options)).toMatchObject({
      version: "1.6.45",
      userDatabase: "password database",
    });
  });

  test.each<[string, string, Partial<MemcachedClusterProps>]>([
    ["a name that is no file name", "MEMCACHED_NAME_INVALID", { name: "../pages" }],
    ["no node", "MEMCACHED_NODES_INVALID", { nodes: 0 }],
    ["101 nodes", "MEMCACHED_NODES_INVALID", { nodes: 101 }],
    ["half a node", "MEMCACHED_NODES_INVALID", { nodes: 1.5 }],
    ["a privileged port", "MEMCACHED_PORT_INVALID", { port: 1023 }],
    ["a port beyond the last", "MEMCACHED_PORT_INVALID", { port: 65536, nodes: 1 }],
    ["a port that leaves none to the last node", "MEMCACHED_PORT_INVALID", { port: 65534 }],
    ["memory below the smallest", "MEMCACHED_MEMORY_INVALID", { memoryMib: 38 }],
    ["memory beyond the largest", "MEMCACHED_MEMORY_INVALID", { memoryMib: 1_048_577 }],
    ["an item below a chunk", "MEMCACHED_ITEM_SIZE_INVALID", { maxItemSizeBytes: 1024 }],
    ["an item of uneven size", "MEMCACHED_ITEM_SIZE_INVALID", { maxItemSizeBytes: MIB + 1 }],
    [
      "an item above half the memory",
      "MEMCACHED_ITEM_SIZE_INVALID",
      { memoryMib: 100, maxItemSizeBytes: 51 * MIB },
    ],
    [
      "an item for which the pages of other sizes leave no room",
      "MEMCACHED_ITEM_SIZE_INVALID",
      { memoryMib: 64, maxItemSizeBytes: 27 * MIB },
    ],
    [
      "an item above 1 GiB",
      "MEMCACHED_ITEM_SIZE_INVALID",
      { memoryMib: 8192, maxItemSizeBytes: 1025 * MIB },
    ],
    ["half a MiB of memory", "MEMCACHED_MEMORY_INVALID", { memoryMib: 64.5 }],
    ["too few connections", "MEMCACHED_CONNECTIONS_INVALID", { maxConnections: 63 }],
    ["too many connections", "MEMCACHED_CONNECTIONS_INVALID", { maxConnections: 65_537 }],
    ["no thread", "MEMCACHED_THREADS_INVALID", { threads: 0 }],
    ["65 threads", "MEMCACHED_THREADS_INVALID", { threads: 65 }],
    ["no user", "MEMCACHED_USERS_MISSING", { users: [] }],
    ["a user twice", "MEMCACHED_USER_DUPLICATE", { users: [{ name: "a" }, { name: "a" }] }],
  ])("refuses %s", (_, code, props) => {
    expect(refusal(props).code).toBe(code);
  });

  test.each(["", "a:b", "a@b", "a b", "a\n", "-a", ".", "../a", "ä", "a".repeat(129)])(
    "refuses the user name %j",
    (name) => {
      expect(refusal({ users: [{ name: "first" }, { name }] }).code).toBe(
        "MEMCACHED_USER_NAME_INVALID",
      );
    },
  );

  test.each(["a", "A9", "_a", "api.v2-reader", "a".repeat(128)])(
    "accepts the user name %j",
    (name) => {
      expect(model({ users: [{ name }] }).users).toEqual([{ name }]);
    },
  );

  test.each<[string, Partial<MemcachedClusterProps>]>([
    ["name", { name: text }],
    ["nodes", { nodes: number }],
    ["port", { port: number }],
    ["memoryMib", { memoryMib: number }],
    ["maxItemSizeBytes", { maxItemSizeBytes: number }],
    ["maxConnections", { maxConnections: number }],
    ["threads", { threads: number }],
    ["users[0].name", { users: [{ name: text }] }],
  ])("refuses a token as %s and names it", (what, props) => {
    const error = refusal(props);
    expect(error.code).toBe("TOKEN_NOT_ALLOWED");
    expect(error.detail.problem).toBe(`${what} is a value that Terraform knows only after apply`);
  });

  test("the message says what would be accepted", () => {
    expect(refusal({ maxItemSizeBytes: MIB + 1 }).message).toBe(
      "MEMCACHED_ITEM_SIZE_INVALID: maxItemSizeBytes is not a multiple of the size of the server's" +
        " chunks · received: 1048577 · allowed: a multiple of 524288 bytes" +
        " · fix: round maxItemSizeBytes to 1572864",
    );
    expect(refusal({ port: 65534 }).detail.allowed).toBe(
      "1024 to 65533 (the last of 3 nodes must get a port too)",
    );
  });
});
