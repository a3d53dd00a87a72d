import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { changeSetting } from "../change-setting";
import { faultNodes } from "../live-shards";
import type { LossBound } from "./lagging-report";
import { laggingReplica, type LaggingOptions, proveLagging } from "./lagging-replica";

/** What a primary asks of its replicas before it takes a write. */
export interface MinReplicas {
  /** `min-replicas-to-write`. */
  readonly toWrite: number;
  /** `min-replicas-max-lag`, in whole seconds. */
  readonly maxLagSeconds: number;
}

/** What scenarios are compared with: the least that refuses writes which nobody else has. */
export const COMPARED_MIN_REPLICAS: MinReplicas = { toWrite: 1, maxLagSeconds: 2 };

/** `replicationCron` and the acknowledgements of replicas run once a second. */
const CRON_MS = 1000;
/**
 * `replicationCron` runs at each tenth tick of `serverCron`, and a tick begins 100 ms after the one before has ended:
 * on busy cores a second of ticks is longer (Redis 7.0 on 2 cores: 1.00 s alone, 1.19 s beside 12 busy processes).
 */
const LATE_TICKS_MS = 500;

/** A scenario as it is deployed, and the same one under `min-replicas-to-write`. */
export interface ComparedScenario {
  readonly asDeployed: Check<RedisManifest>;
  readonly withMinReplicas: Check<RedisManifest>;
}

/**
 * The longest time of which a primary may lose writes whose replicas have stopped to answer: lag is counted in
 * whole seconds from the last acknowledgement, so that it exceeds the limit a second later at the latest, and
 * is looked at once a second (`refreshGoodSlavesCount` in `replicationCron`, `replication.c` of Redis 7.0).
 */
export function lossBoundOf({ maxLagSeconds }: MinReplicas): LossBound {
  return {
    ms: maxLagSeconds * 1000 + 2 * CRON_MS + LATE_TICKS_MS,
    derivation: `a primary refuses writes once no replica has answered for more than ${maxLagSeconds} whole seconds, which it looks at each second; ${LATE_TICKS_MS} ms for ticks that are late on busy cores`,
  };
}

/** Every scenario in which it matters what a primary asks of its replicas. */
export function comparedScenarios(settings: MinReplicas): readonly ComparedScenario[] {
  return [
    {
      asDeployed: laggingWith({ restartsReplica: true }),
      withMinReplicas: under(
        settings,
        laggingWith({
          restartsReplica: true,
          isWritableAlone: false,
          lossBound: lossBoundOf(settings),
        }),
      ),
    },
  ];
}

function laggingWith(options: LaggingOptions): Check<RedisManifest> {
  return { ...laggingReplica, run: (context) => proveLagging(context, options) };
}

/** A check on a cluster whose nodes ask for replicas meanwhile; they are set back with its end. */
export function under(settings: MinReplicas, check: Check<RedisManifest>): Check<RedisManifest> {
  return {
    ...check,
    id: `${check.id}-min-replicas`,
    title: `${check.title}, with min-replicas-to-write ${settings.toWrite} and min-replicas-max-lag ${settings.maxLagSeconds}`,
    run: async (context) => {
      await ask(context, settings);
      return check.run(context);
    },
  };
}

/** @throws CheckSkip when the cluster lets nobody call CONFIG @throws NodeFailure */
async function ask(
  context: CheckContext<RedisManifest>,
  { maxLagSeconds, toWrite }: MinReplicas,
): Promise<void> {
  for (const node of faultNodes(context)) {
    await changeSetting(context, node, "min-replicas-max-lag", maxLagSeconds);
    await changeSetting(context, node, "min-replicas-to-write", toWrite);
  }
}
