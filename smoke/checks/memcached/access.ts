import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { ringServerOf } from "../../../constructs/memcached/ring";
import type { Check } from "../../check";
import { type Observation } from "../judge";
import { judgeNodes } from "./judge";
import { deleteKeys, keysByServer } from "./keys";
import { KEY_TTL_SECONDS, userNames } from "./session";

/** The server's clock ticks once a second: a lifetime of 2 s ends between 1 and 2 s from now. */
const SHORT_TTL_SECONDS = 2;
const EXPIRED_BY_MS = 4_000;
const POLL_MS = 100;

export const access: Check<MemcachedManifest> = {
  id: "memcached/access",
  title: "Every user reads, writes, deletes and sees keys expire on every node",
  proves: "SASL over verified TLS works through the client, for each user and on each node.",
  kind: "memcached",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const { deployed, runId, signal } = context;
    const clients = userNames(deployed.manifest).map((name) => {
      const client = connectMemcached(deployed, name);
      const keys = keysByServer(client.ring, `cf-smoke:${runId}:access:${name}:`, 2);
      return { name, client, keys };
    });
    for (const { client } of clients) context.onExit(() => client.close());
    return judgeNodes(
      context,
      {
        expected: "set, get, delete and expiry as each user on every node",
        hint: "the message names the step: certificate, login or command",
      },
      async (node) => {
        const seen = await Promise.all(
          clients.map(async ({ name, client, keys }) => {
            const [kept, short] = keys.get(ringServerOf(node)) ?? [];
            if (kept === undefined || short === undefined) {
              return [{ holds: false, seen: "the manifest's ring does not have this node" }];
            }
            await client.set(kept, name, KEY_TTL_SECONDS);
            context.onExit(() => deleteKeys(client, [kept, short]));
            const steps = await useKeys(client, name, { kept, short }, signal);
            return steps.map((step) => ({ ...step, seen: `as ${name}: ${step.seen}` }));
          }),
        );
        return seen.flat();
      },
    );
  },
};

async function useKeys(
  client: MemcachedClient,
  value: string,
  { kept, short }: { readonly kept: string; readonly short: string },
  signal: AbortSignal,
): Promise<Observation[]> {
  await client.set(short, value, SHORT_TTL_SECONDS);
  const fresh = await client.get(short);
  const read = await client.get(kept);
  const deleted = await client.delete(kept);
  const gone = await client.get(kept);
  const expired = await expires(client, short, signal);
  return [
    { holds: read === value && fresh === value, seen: `get after set: ${found(read)}` },
    { holds: deleted && gone === undefined, seen: `get after delete: ${found(gone)}` },
    {
      holds: expired,
      seen: `lifetime of ${SHORT_TTL_SECONDS} s: ${expired ? "ended" : "went on"}`,
    },
  ];
}

async function expires(
  client: MemcachedClient,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + EXPIRED_BY_MS;
  while ((await client.get(key)) !== undefined) {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}

function found(value: string | undefined): string {
  return value === undefined ? "missing" : "found";
}
