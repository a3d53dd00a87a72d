import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { AccountedLoad } from "../accounted-load";
import type { LiveNode } from "../live-shards";
import { firstSeen } from "./first-seen";

const POLL_MS = 25;
/** A node that comes back loads its data: as long as there is data. */
const LOADING_MS = 60_000;
/** What takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;

/** How a primary came back whose slots nobody had taken over. */
export interface Return {
  /** Moment at which it answered with its data loaded, on the clock of `performance.now()`. */
  readonly answeredAt: number;
  /** Milliseconds from there to the first acknowledged write. @default - there was none */
  readonly writable?: number;
}

/** Starts a crashed primary again, and waits until it takes writes of the load. */
export async function restartAlone(
  context: CheckContext<RedisManifest>,
  load: Pick<AccountedLoad, "firstAcknowledgedAfter">,
  primary: LiveNode,
  writableBound: number,
): Promise<Return> {
  context.progress(`starting node ${primary.id} again`);
  const startedAt = performance.now();
  await context.driver.start(primary.ref);
  const { answered } = await firstSeen(
    context,
    { nodes: [primary], since: startedAt, untilMs: LOADING_MS },
    { answered: (views) => views.some(({ problem }) => problem === undefined) },
    "answered",
  );
  const answeredAt = startedAt + (answered ?? 0);
  const giveUpAt = answeredAt + PATIENCE * writableBound;
  for (;;) {
    context.signal.throwIfAborted();
    const writableAt = load.firstAcknowledgedAfter(startedAt);
    if (writableAt !== undefined) {
      return { answeredAt, writable: Math.round(writableAt - answeredAt) };
    }
    if (performance.now() >= giveUpAt) return { answeredAt };
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}
