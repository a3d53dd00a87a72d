import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import type { NetworkCut } from "../../../driver";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import type { FailoverStage } from "../failover-stage";
import { faultNodes, type LiveNode } from "../live-shards";
import { cutOff, mendNetwork } from "./network-cut";
import { LOSS_DERIVATION, lossBoundMs, lostForMs, splitBounds } from "./split-bounds";
import { runTakeover, type TakeoverResult } from "./takeover";

/** Milliseconds that a cut stands beyond the bound, so that a primary that goes on too long is seen. */
const BEYOND_MS = 1000;

/** Nodes that are cut off from all others, while clients reach everybody. */
export interface Split {
  /** The primary of the stage's shard, and whoever goes with it. */
  readonly minority: readonly LiveNode[];
  /** Seen from the minority. @default - both */
  readonly directions?: NetworkCut["directions"];
}

/**
 * Splits a cluster under write load until its majority has a new primary and its minority must have
 * noticed, heals it, and waits until it is whole. How writes are kept safe is the caller's to set before.
 *
 * @throws CheckFailure when the healed cluster does not become whole
 */
export async function splitAndHeal(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  stage: FailoverStage,
  { directions, minority }: Split,
): Promise<TakeoverResult> {
  const { nodeTimeoutMs } = context.deployed.manifest;
  const nodes = faultNodes(context);
  const majority = nodes.filter(({ id }) => minority.every((node) => node.id !== id));
  const cut: NetworkCut = {
    peers: majority.map(({ ref }) => ref),
    whom: "peers",
    ...(directions === undefined ? {} : { directions }),
  };
  const { primary } = stage.shard;
  const others = minority.filter(({ id }) => id !== primary.id);
  return runTakeover(context, judgement, stage, {
    away: minority,
    bounds: splitBounds(nodeTimeoutMs, minority.length, nodes.length),
    fault: async () => {
      context.progress(`cutting off ${namesOf(minority)}`);
      // The primary comes last: from then on time counts.
      for (const node of [...others, primary]) await cutOff(context, node, cut);
      return performance.now();
    },
    holdMs: lossBoundMs(nodeTimeoutMs) + BEYOND_MS,
    undo: () => {
      context.progress("healing the network");
      return mendNetwork(context, minority);
    },
  });
}

/** How long the minority acknowledged writes that did not last. */
export function judgeLoss(
  { deployed }: CheckContext<RedisManifest>,
  { faultAt, result }: TakeoverResult,
): Observation {
  return judgeFigure({
    what: "lost writes acknowledged until",
    unit: "ms",
    measured: lostForMs(result, faultAt),
    atMost: lossBoundMs(deployed.manifest.nodeTimeoutMs),
    derivation: LOSS_DERIVATION,
  });
}

export function namesOf(nodes: readonly LiveNode[]): string {
  return nodes.map(({ id }) => `node ${id}`).join(" and ");
}
