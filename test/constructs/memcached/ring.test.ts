import fc from "fast-check";
import { createRing, pointsPerServer } from "../../../constructs/memcached/ring";
import vectors from "../../data/ketama-weighted.json";

const keys = vectors.keys.split(" ");

describe("createRing", () => {
  describe("agrees with libmemcached's KETAMA_WEIGHTED on every key", () => {
    test.each(
      vectors.lists.map((list) => ({
        servers: list.servers.split(" "),
        owners: list.owners.split(" ").map(Number),
      })),
    )("$servers.length servers from $servers.0", ({ servers, owners }) => {
      const ring = createRing(servers);
      expect(keys).toHaveLength(1000);
      expect(keys.map((key) => servers.indexOf(ring.serverOf(key)))).toEqual(owners);
    });
  });

  test("the vectors hold the default port alone, among others and not at all, and both numbers of points", () => {
    const lists = vectors.lists.map((list) => list.servers.split(" "));
    const isDefault = (server: string): boolean => server.endsWith(":11211");
    expect(lists.some((servers) => servers.every(isDefault))).toBe(true);
    expect(lists.some((servers) => servers.some(isDefault) && !servers.every(isDefault))).toBe(
      true,
    );
    expect(lists.some((servers) => !servers.some(isDefault))).toBe(true);
    const points = lists.map(({ length }) => pointsPerServer(length));
    expect(points).toEqual(expect.arrayContaining([156, 160]));
  });

  test("a server has 160 points, but for the sizes whose rounding loses four of them", () => {
    const sizes = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(sizes.filter((size) => pointsPerServer(size) !== 160)).toEqual([
      25, 47, 50, 55, 61, 71, 94, 100,
    ]);
  });

  test("the order of the servers changes nothing", () => {
    const servers = ["a:1", "b:1", "c:1"];
    const ring = createRing(servers);
    const reversed = createRing([...servers].reverse());
    for (const key of keys) expect(reversed.serverOf(key)).toBe(ring.serverOf(key));
    expect(reversed.servers).toEqual(["c:1", "b:1", "a:1"]);
  });

  test("a server alone owns everything; a stranger owns nothing", () => {
    const ring = createRing(["127.0.0.1:11311"]);
    expect(ring.share("127.0.0.1:11311")).toBe(1);
    expect(ring.share("127.0.0.1:11312")).toBe(0);
  });

  test.each([
    ["no server", []],
    ["a server twice", ["a:1", "b:1", "a:1"]],
  ])("refuses %s", (_, servers) => {
    expect(() => createRing(servers)).toThrow("MEMCACHED_RING_INVALID");
  });

  /** Up to 24 servers all have 160 points; see `digestsPerServer` for the sizes that do not. */
  const serverLists = fc.uniqueArray(
    fc
      .tuple(fc.domain(), fc.integer({ min: 1, max: 65535 }))
      .map(([host, port]) => `${host}:${port}`),
    { minLength: 2, maxLength: 24 },
  );

  test("property: shares are positive and sum to 1", () => {
    fc.assert(
      fc.property(serverLists, (servers) => {
        const ring = createRing(servers);
        const shares = servers.map((server) => ring.share(server));
        expect(Math.min(...shares)).toBeGreaterThan(0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 50 },
    );
  });

  test("property: removing a server moves its keys and no other", () => {
    fc.assert(
      fc.property(serverLists, fc.nat(), (servers, choice) => {
        const removed = servers[choice % servers.length];
        const before = createRing(servers);
        const after = createRing(servers.filter((server) => server !== removed));
        for (const key of keys) {
          const owner = before.serverOf(key);
          if (owner === removed) expect(after.serverOf(key)).not.toBe(removed);
          else expect(after.serverOf(key)).toBe(owner);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("property: when a server may not be asked its keys move, and no other", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 2, maxLength: 8 }),
        fc.nat(),
        (ports, chosen) => {
          const servers = ports.map((port) => `127.0.0.1:${port}`);
          const gone = servers[chosen % servers.length] ?? "";
          const ring = createRing(servers);
          for (const key of keys.slice(0, 200)) {
            const next = ring.nextServerOf(key, (server) => server !== gone);
            expect(next).not.toBe(gone);
            if (ring.serverOf(key) !== gone) expect(next).toBe(ring.serverOf(key));
          }
        },
      ),
    );
  });

  test("the keys of a server that is gone spread over the others", () => {
    const servers = [1, 2, 3, 4, 5].map((n) => `10.0.0.${n}:11211`);
    const ring = createRing(servers);
    const own = keys.filter((key) => ring.serverOf(key) === servers[0]);
    const next = own.map((key) => ring.nextServerOf(key, (server) => server !== servers[0]));
    expect(new Set(next)).toEqual(new Set(servers.slice(1)));
    // The ring without it has the same points of the others, as both sizes have 160 a server.
    const smaller = createRing(servers.slice(1));
    expect(next).toEqual(own.map((key) => smaller.serverOf(key)));
  });

  test("a key has no server when none may be asked", () => {
    expect(createRing(["a:1", "b:1"]).nextServerOf("key", () => false)).toBeUndefined();
  });

  test("the share is what random keys approach", () => {
    const servers = ["127.0.0.1:11311", "127.0.0.1:11312", "127.0.0.1:11313"];
    const ring = createRing(servers);
    const count = 20_000;
    const held = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const server = ring.serverOf(`random:${i}`);
      held.set(server, (held.get(server) ?? 0) + 1);
    }
    for (const server of servers) {
      const share = ring.share(server);
      const sigma = Math.sqrt(count * share * (1 - share));
      expect(Math.abs((held.get(server) ?? 0) - count * share)).toBeLessThan(5 * sigma);
    }
  });
});
