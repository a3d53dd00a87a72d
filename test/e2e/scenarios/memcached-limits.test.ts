import { until } from "../../../operate/host/until";
import { CheckSkip } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/memcached";
import { connectMemcached } from "../../../clients/memcached/connect";
import { expectFailure, expectPassed, runCheck } from "../../support/memcached-check";
import { startTestRing, type TestRing, type TestRingOptions } from "../../support/memcached-ring";
import { behindRelays, type NarrowRelayOptions } from "../../support/narrow-relay";
import { itemsLeft } from "../../support/ring-items";

const PORT = 21630;
const MIB = 1024 * 1024;
/** Milliseconds in which a storm must have begun. */
const SEEN_MS = 10_000;

async function onRing(
  options: Omit<TestRingOptions, "port">,
  use: (ring: TestRing) => Promise<void>,
  narrow?: NarrowRelayOptions,
): Promise<void> {
  const started = await startTestRing({ port: PORT, nodes: 2, ...options });
  const ring = narrow === undefined ? started : await behindRelays(started, PORT + 5, narrow);
  try {
    await use(ring);
  } finally {
    await ring.close();
  }
}

async function connectionsOf(ring: TestRing): Promise<number[]> {
  const client = connectMemcached(ring.deployed, "api");
  try {
    const stats = await Promise.all(client.ring.servers.map((server) => client.stats(server)));
    return stats.map(({ curr_connections }) => Number(curr_connections));
  } finally {
    await client.close();
  }
}

describe("more connections than a node takes", () => {
  test.each([64, 1024, 2048])("a node of %d passes", async (maxConnections) => {
    await onRing({ props: { maxConnections } }, async (ring) => {
      const outcome = await runCheck(checks.connectionStorm, ring);
      expectPassed(outcome);
      expect(await itemsLeft(ring)).toEqual([0, 0]);
      const closed = async (): Promise<boolean> => Math.max(...(await connectionsOf(ring))) <= 2;
      expect(await until(SEEN_MS, closed)).toBe(true);
    });
  });

  test("a node behind something that takes fewer", async () => {
    const use = async (ring: TestRing): Promise<void> => {
      expectFailure(
        await runCheck(checks.connectionStorm, ring),
        /connections of the node \d+, bound at least 9\d\d/,
        /counted as turned away 0, bound at least 1/,
      );
    };
    await onRing({}, use, { connections: 100 });
  });

  test("a node that takes more than the harness opens is skipped", async () => {
    await onRing({ props: { maxConnections: 5_000 } }, async (ring) => {
      await expect(runCheck(checks.connectionStorm, ring)).rejects.toThrow(CheckSkip);
    });
  });

  test("an interrupted storm closes every connection and leaves no key", async () => {
    await onRing({}, async (ring) => {
      const abort = new AbortController();
      const run = runCheck(checks.connectionStorm, ring, { signal: abort.signal });
      const interrupted = until(SEEN_MS, async () => Math.max(...(await connectionsOf(ring))) > 100)
        .then((seen) => expect(seen).toBe(true))
        .finally(() => abort.abort());
      await expect(run).rejects.toThrow(/abort/i);
      await interrupted;
      expect(await itemsLeft(ring)).toEqual([0, 0]);
      const closed = async (): Promise<boolean> => Math.max(...(await connectionsOf(ring))) <= 2;
      expect(await until(SEEN_MS, closed)).toBe(true);
    });
  });
});

describe("an item above the limit", () => {
  test.each([MIB / 2, MIB, 8 * MIB])("a limit of %d bytes passes", async (maxItemSizeBytes) => {
    await onRing({ props: { maxItemSizeBytes } }, async (ring) => {
      const outcome = await runCheck(checks.oversizedItem, ring);
      expectPassed(outcome);
      expect(outcome.evidence.measured).toContain(`item above ${maxItemSizeBytes} bytes`);
      expect(await itemsLeft(ring)).toEqual([0, 0]);
    });
  });

  test("a node whose pages all belong to smaller items", async () => {
    const props = { memoryMib: 40, maxItemSizeBytes: 2 * MIB };
    await onRing({ nodes: 1, props }, async (ring) => {
      const client = connectMemcached(ring.deployed, "api");
      try {
        const value = "x".repeat(10_000);
        for (let key = 0; key < 6_000; key++) await client.set(`small:${key}`, value, 60);
      } finally {
        await client.close();
      }
      expectFailure(
        await runCheck(checks.oversizedItem, ring),
        "item just below the limit: outOfMemory",
      );
    });
  });

  test("a node behind something that carries smaller items alone", async () => {
    const use = async (ring: TestRing): Promise<void> => {
      const outcome = await runCheck(checks.oversizedItem, ring);
      expectFailure(outcome, /item above 1048576 bytes: (connection closed|no answer)/);
      expect(outcome.undoErrors).toEqual([]);
    };
    await onRing({}, use, { bytes: 100_000 });
  });

  test("a limit above what the harness sends is skipped", async () => {
    const props = { memoryMib: 80, maxItemSizeBytes: 9 * MIB };
    await onRing({ nodes: 1, props }, async (ring) => {
      await expect(runCheck(checks.oversizedItem, ring)).rejects.toThrow(CheckSkip);
    });
  });
});

describe("more than a memory holds", () => {
  const with39 = { memoryMib: 39 };
  const withOption = (option: string) => (good: readonly string[]) =>
    good.map((word) => (word.startsWith("ssl_") ? `${word},${option}` : word));

  test.each([0, 1])("passes with seed %d; no key stays", async (seed) => {
    await onRing({ props: with39 }, async (ring) => {
      const outcome = await runCheck(checks.evictionPressure, ring, { seed });
      expectPassed(outcome);
      expect(await itemsLeft(ring)).toEqual([0, 0]);
    });
  });

  test("a server that keeps no item in use apart", async () => {
    const options = { props: with39, arguments: withOption("no_modern") };
    await onRing(options, async (ring) => {
      const outcome = await runCheck(checks.evictionPressure, ring);
      expectFailure(outcome, /reads of the item in use missed [1-9]\d*, bound at most 0/);
      expect(await itemsLeft(ring)).toEqual([0, 0]);
    });
  });

  test("a server that refuses instead of evicting", async () => {
    const options: Omit<TestRingOptions, "port"> = {
      props: with39,
      arguments: (good) => [...good, "-M"],
    };
    await onRing(options, async (ring) => {
      const outcome = await runCheck(checks.evictionPressure, ring);
      expectFailure(outcome, /[1-9]\d* requests refused: .*outOfMemory/);
      expect(await itemsLeft(ring)).toEqual([0, 0]);
    });
  });

  test("a memory above what the harness fills is skipped", async () => {
    await onRing({ props: { memoryMib: 300 } }, async (ring) => {
      await expect(runCheck(checks.evictionPressure, ring)).rejects.toThrow(CheckSkip);
    });
  });

  test("an interrupted filling leaves no key", async () => {
    await onRing({ props: with39 }, async (ring) => {
      const abort = new AbortController();
      const run = runCheck(checks.evictionPressure, ring, { signal: abort.signal });
      const filled = async (): Promise<boolean> => Math.max(...(await itemsLeft(ring))) > 1000;
      const interrupted = until(SEEN_MS, filled)
        .then((seen) => expect(seen).toBe(true))
        .finally(() => abort.abort());
      await expect(run).rejects.toThrow(/abort/i);
      await interrupted;
      expect(await itemsLeft(ring)).toEqual([0, 0]);
    });
  });
});
