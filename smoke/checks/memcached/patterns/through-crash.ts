import { memcachedCache } from "../../../../clients/cache/open-cache";
import { connectMemcached } from "../../../../clients/memcached/connect";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import { type Check, CheckSkip } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { judgeRows, type PatternName, startPattern } from "../../patterns/pattern-load";
import { wholePause } from "../../../whole-pause";
import { startAgain } from "../held-keys";
import { firstUser } from "../session";

const TIMEOUT_MS = 120_000;
/** Milliseconds of requests before the crash, while the node is down, and after it is back. */
const PHASE_MS = 2000;

/** A pattern under readers and writers while a node dies and comes back empty. */
export function throughCrash(
  pattern: PatternName,
  about: Pick<Check, "id" | "title" | "proves">,
): Check<MemcachedManifest> {
  const judgement: Judgement = {
    expected:
      "no read gives less than a change that had ended before it, and none fails, while a node is there, down, and back without its keys",
    hint: "see the log of the node: one that comes back with what it held before brings old versions back",
  };
  return {
    ...about,
    kind: "memcached",
    suite: "patterns",
    injectsFaults: true,
    skippedOn: {
      aws: "not on this target: ECS starts another task in its own time; memcached/rolling-restart tells what that takes",
    },
    timeoutMs: TIMEOUT_MS,
    run: async (context) => {
      const { nodes } = context.deployed.manifest;
      if (nodes.length === 0) throw new CheckSkip("the manifest names no node");
      const node = new SeededRandom(context.seed).pick(nodes);
      const client = connectMemcached(context.deployed, firstUser(context));
      context.onExit(() => client.close());
      const load = startPattern(context, memcachedCache(client), pattern);
      await wholePause(PHASE_MS, context.signal);
      context.progress(`killing node ${node.id}`);
      context.onExit(() => startAgain(context, client, node));
      await context.driver.kill(node.ref);
      await wholePause(PHASE_MS, context.signal);
      await demand(judgement, () => startAgain(context, client, node));
      await wholePause(PHASE_MS, context.signal);
      const seen = await load.stop();
      return conclude(
        judgement,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeRows(seen, `node ${node.id} died and came back`),
        ],
        { seed: context.seed, node: node.id },
      );
    },
  };
}
