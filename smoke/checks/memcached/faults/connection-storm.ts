import type { MemcachedClient } from "../../../../clients/memcached/client";
import { connectMemcached } from "../../../../clients/memcached/connect";
import type { MemcachedStats } from "../../../../clients/memcached/stats";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { codeOf } from "../held-keys";
import { firstUser } from "../session";
import { judgeOthers, judgeValues, ringLoadExhibits } from "./judge-load";
import {
  type Height,
  judgeConnected,
  judgeHeight,
  judgeLoginAfter,
  TOO_MANY,
  turnedAway,
} from "./judge-storm";
import { figureOf } from "./node-figures";
import {
  type RingScenarioOptions,
  type RingStage,
  setRingStage,
  settleAndStop,
} from "./ring-stage";
import { sleepUntil } from "./sleep-until";
import { SocketStorm } from "./socket-storm";

const JUDGEMENT: Judgement = {
  expected:
    "the node takes as many connections as it says, turns the others away and counts them; whoever was connected is served on, and afterwards logins work again",
  hint: "see maxConnections of the ring and the limit of open files of the node; what lies between client and node may take fewer",
};
/** The harness opens no more, whatever the node takes. */
const MOST_SOCKETS = 4096;
/** Each of them is a connection of TCP and nothing more. */
const TIMEOUT_MS = 120_000;

export function connectionStormCheck(options: RingScenarioOptions = {}): Check<MemcachedManifest> {
  return {
    id: "memcached/connection-storm",
    title: "More clients come than a node takes, and those it has are served on",
    proves:
      "A node takes the connections that it says, turns further ones away and counts them, goes on serving whom it has, as do the other nodes, and takes logins again when the storm is over.",
    kind: "memcached",
    suite: "full",
    injectsFaults: true,
    timeoutMs: TIMEOUT_MS,
    skippedOn: { aws: "not on this target: applications would be turned away with the storm" },
    run: async (context) => {
      const noun = "connection-storm";
      const stage = await setRingStage(context, { ...options, noun, judgement: JUDGEMENT });
      const { client, node, server } = stage;
      const before = await demand(JUDGEMENT, () => client.stats(server));
      const count =
        figureOf(before, "max_connections") - figureOf(before, "curr_connections") + TOO_MANY;
      if (!(count <= MOST_SOCKETS)) {
        throw new CheckSkip(
          `node ${node.id} takes ${before["max_connections"]} connections, and the harness opens at most ${MOST_SOCKETS}`,
        );
      }
      const storm = new SocketStorm(node);
      context.onExit(() => storm.close());
      context.progress(`opening ${count} connections to node ${node.id}`);
      const begunAt = performance.now();
      await storm.add(count, context.signal);
      const height = await seeHeight(context, stage, storm, before);
      const endedAt = performance.now();
      await storm.close();
      const loginMs = await firstLogin(context, stage, endedAt);
      await settleAndStop(context, stage);
      const span = { what: `${count} connections to node ${node.id}`, from: begunAt, to: endedAt };
      return conclude(
        JUDGEMENT,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeHeight(stage, before, height, count),
          judgeLoginAfter(stage, loginMs),
          ...judgeConnected(stage, begunAt),
          ...judgeOthers(stage, { from: begunAt, to: Infinity }),
          judgeValues(stage),
        ],
        {
          seed: context.seed,
          node: node.id,
          connections: count,
          stormMs: Math.round(endedAt - begunAt),
        },
        ringLoadExhibits(stage, [span]),
      );
    },
  };
}

export const connectionStorm = connectionStormCheck();

/** Waits until the node has turned away whom it does not take, and tries a login. */
async function seeHeight(
  context: CheckContext<MemcachedManifest>,
  { client, server, timeoutMs }: RingStage,
  storm: SocketStorm,
  before: MemcachedStats,
): Promise<Height> {
  let at = before;
  await sleepUntil(context, timeoutMs, async () => {
    at = await demand(JUDGEMENT, () => client.stats(server));
    return turnedAway(before, at) > 0 && storm.openCount <= figureOf(at, "curr_connections");
  });
  const startedAt = performance.now();
  const code = await withNewClient(context, (newcomer) => codeOf(() => newcomer.version(server)));
  return { at, open: storm.openCount, code, loginMs: performance.now() - startedAt };
}

/** Milliseconds from the end of the storm until a new client was served; `undefined` where it was not in time. */
async function firstLogin(
  context: CheckContext<MemcachedManifest>,
  { server, timeoutMs }: RingStage,
  endedAt: number,
): Promise<number | undefined> {
  let servedAt: number | undefined;
  await sleepUntil(context, timeoutMs, async () => {
    const code = await withNewClient(context, (newcomer) => codeOf(() => newcomer.version(server)));
    if (code === undefined) servedAt = performance.now();
    return servedAt !== undefined;
  });
  return servedAt === undefined ? undefined : servedAt - endedAt;
}

async function withNewClient<T>(
  { deployed }: CheckContext<MemcachedManifest>,
  work: (client: MemcachedClient) => Promise<T>,
): Promise<T> {
  const client = connectMemcached(deployed, firstUser({ deployed }));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
