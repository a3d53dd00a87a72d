import {
  coversAllSlots,
  ownershipOf,
  parseClusterNodes,
} from "../../../constructs/redis/cluster-nodes";
import { renderBirthSeed, renderEmptySeed } from "../../../constructs/redis/nodes-conf";
import { redisModel } from "../../support/redis-model";

const model = redisModel({ shards: 4, replicasPerShard: 2 });
const seeds = model.nodes.map((node) => ({
  node,
  text: renderBirthSeed(model, node),
  lines: parseClusterNodes(renderBirthSeed(model, node).replace(/^vars .*$/m, "")),
}));

test("every seed tells the same owners and names another node as itself", () => {
  const [first] = seeds;
  for (const { node, lines } of seeds) {
    expect(ownershipOf(lines)).toBe(ownershipOf(first?.lines ?? []));
    expect(lines.filter(({ flags }) => flags.includes("myself")).map(({ id }) => id)).toEqual([
      node.clusterNodeId,
    ]);
  }
});

test("every slot has one owner, and every replica follows a primary of its own shard", () => {
  const lines = seeds[0]?.lines ?? [];
  expect(coversAllSlots(lines)).toBe(true);
  for (const node of model.nodes.filter(({ bornAs }) => bornAs === "replica")) {
    const line = lines.find(({ id }) => id === node.clusterNodeId);
    const primary = model.nodes.find(({ clusterNodeId }) => clusterNodeId === line?.primaryId);
    expect(primary).toMatchObject({ shard: node.shard, bornAs: "primary" });
  }
});

test("primaries have epochs of their own, and the current epoch is the highest", () => {
  const { lines, text } = seeds[0] ?? { lines: [], text: "" };
  const epochs = lines.filter(({ flags }) => flags.includes("master")).map((l) => l.configEpoch);
  expect(new Set(epochs).size).toBe(4);
  expect(text).toMatch(/^vars currentEpoch 4 lastVoteEpoch 0$/m);
});

test("a node that comes back empty knows nobody and owns nothing", () => {
  const [node] = model.nodes;
  if (node === undefined) throw new Error("no node");
  expect(renderEmptySeed(node, "f".repeat(40))).toBe(
    `${"f".repeat(40)} 127.0.0.1:7000@17000 myself,master - 0 0 0 connected\nvars currentEpoch 0 lastVoteEpoch 0\n`,
  );
});
