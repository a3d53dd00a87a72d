import { until } from "../../../operate/host/until";
import { CheckSkip } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/memcached";
import { connectMemcached } from "../../../clients/memcached/connect";
import { expectFailure, runCheck } from "../../support/memcached-check";
import { startTestRing, type TestRing, type TestRingOptions } from "../../support/memcached-ring";
import { behindRelays, type NarrowRelayOptions } from "../../support/narrow-relay";
import { itemsLeft } from "../../support/ring-items";

const PORT = 21630;
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
      expect(outcome).toMatchObject({ passed: true, undoErrors: [] });
      expect(await itemsLeft(ring)).toEqual([0, 0]);
      const closed = async (): Promise<boolean> => Math.max(...(await connectionsOf(ring))) <= 2;
      expect(await until(SEEN_MS, closed)).toBe(true);
    });
  });

  test("a node behind something that takes fewer", async () => {
    const narrow = { connections: 100 };
    await onRing(
      {},
      async (ring) => {
        expectFailure(
          await runCheck(checks.connectionStorm, ring),
          /connections of the node \d+, bound at least 9\d\d/,
          /counted as turned away 0, bound at least 1/,
        );
      },
      narrow,
    );
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
