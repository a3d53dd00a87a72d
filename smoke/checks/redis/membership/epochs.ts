import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../../check";
import { type AddressedNode, demand, type Judgement, type Observation } from "../../judge";
import { conclude } from "../../conclude";
import { addressedNodes, withSession } from "../nodes";

const POLL_MS = 100;

const JUDGEMENT: Judgement = {
  expected:
    "the config epochs of all primaries distinct, none above the current epoch, and one current epoch everywhere",
  hint: "two owners with one epoch never settle who owns a slot: see what CLUSTER NODES says on each node, and whether their buses reach each other",
};

/** What one node says of epochs. */
interface EpochView {
  readonly node: string;
  readonly currentEpoch: number;
  /** Config epochs of the owners of slots by their ids. */
  readonly configEpochs: ReadonlyMap<string, number>;
}

export const epochs: Check<RedisManifest> = {
  id: "redis/epochs",
  title: "Every primary has a config epoch of its own",
  proves:
    "No two owners of slots have the same config epoch and all nodes agree on the current one, so that of two claims to a slot one always wins.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const nodes = addressedNodes(context);
    // A node that lags behind is told by the next ping: within half a node timeout.
    const deadline = performance.now() + 2 * context.deployed.manifest.nodeTimeoutMs;
    for (;;) {
      const views = await demand(JUDGEMENT, () =>
        Promise.all(nodes.map((node) => viewOf(context, node))),
      );
      const observations = judgeEpochs(views);
      const isSettled = observations.every(({ holds }) => holds);
      if (isSettled || performance.now() >= deadline) return conclude(JUDGEMENT, observations);
      await sleep(POLL_MS, undefined, { signal: context.signal });
    }
  },
};

function viewOf(context: CheckContext<RedisManifest>, node: AddressedNode): Promise<EpochView> {
  return withSession(context, node, HEALTH_USER, async (session) => {
    const info = String(await session.value("CLUSTER", "INFO"));
    const owners = parseClusterNodes(String(await session.value("CLUSTER", "NODES"))).filter(
      ({ slots }) => slots.length > 0,
    );
    const [, current = "NaN"] = /^cluster_current_epoch:(\d+)/m.exec(info) ?? [];
    return {
      node: node.id,
      currentEpoch: Number(current),
      configEpochs: new Map(owners.map(({ configEpoch, id }) => [id, configEpoch])),
    };
  });
}

function judgeEpochs(views: readonly EpochView[]): Observation[] {
  const wrong = views.flatMap(({ configEpochs, currentEpoch, node }) => {
    const known = [...configEpochs.values()];
    const shared = known.filter((epoch, index) => known.indexOf(epoch) !== index);
    return [
      ...shared.map((epoch) => `node ${node} sees config epoch ${epoch} of more than one owner`),
      ...known
        .filter((epoch) => !(epoch <= currentEpoch))
        .map(
          (epoch) => `node ${node} sees config epoch ${epoch} above the current ${currentEpoch}`,
        ),
    ];
  });
  const currents = views.map(({ currentEpoch, node }) => `${currentEpoch} on node ${node}`);
  const isOne = new Set(views.map(({ currentEpoch }) => currentEpoch)).size === 1;
  const [first] = views;
  const owners = [...(first?.configEpochs.values() ?? [])].sort((one, other) => one - other);
  const agreed = `current epoch ${first?.currentEpoch} on ${views.length} nodes`;
  return [
    { holds: isOne, seen: isOne ? agreed : `current epoch ${currents.join(", ")}` },
    ...(wrong.length === 0
      ? [{ holds: true, seen: `config epochs ${owners.join(", ")}` }]
      : wrong.map((seen) => ({ holds: false, seen }))),
  ];
}
