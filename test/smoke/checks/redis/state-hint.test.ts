import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import { stateHint } from "../../../../smoke/checks/redis/state-hint";

const nodes = ["0-0", "1-0", "2-0", "0-1"].map((id, index) => ({
  id,
  host: "10.0.0.1",
  port: 7000 + index,
}));

const line = (index: number, rest: string, flags = ""): string =>
  `n${index} 10.0.0.1:${7000 + index}@${17000 + index} ${flags}${rest}`;
const primary = (index: number, slots: string, flags = ""): string =>
  line(index, `master - 0 0 ${index + 1} connected ${slots}`.trimEnd(), flags);
const replica = (index: number, of: number, flags = ""): string =>
  line(index, `slave n${of} 0 0 1 connected`, flags);
const WHOLE = [
  primary(0, "0-5460"),
  primary(1, "5461-10922"),
  primary(2, "10923-16383"),
  replica(3, 0),
];

const view = (index: number, lines: readonly string[], over: Partial<NodeView> = {}): NodeView => ({
  node: nodes[index] ?? { id: "?", host: "", port: 0 },
  lines: parseClusterNodes(lines.join("\n")),
  isStateOk: true,
  isLinked: true,
  problem: undefined,
  ...over,
});

test.each<[string, NodeView[], RegExp]>([
  [
    "a node is silent",
    [view(0, WHOLE), view(1, [], { problem: "ECONNREFUSED" })],
    /log of node 1-0; cachefort up/,
  ],
  [
    "a node announces another address",
    [
      view(0, [
        line(0, "master - 0 0 1 connected 0-5460", "myself,").replace("10.0.0.1", "10.9.9.9"),
      ]),
    ],
    /^node 0-0 announces 10\.9\.9\.9:7000, where no node was deployed: see cluster-announce-ip/,
  ],
  [
    "a node is alone",
    [view(0, WHOLE), view(3, [primary(3, "", "myself,")])],
    /^node 0-1 is detached, it knows no other node/,
  ],
  ["one slot", [view(0, [primary(0, "1-16383")])], /^slot 0 has no owner as node 0-0 sees it/],
  [
    "several slots, here and there",
    [view(0, [primary(0, "0-99 200-16382")])],
    /^101 slots from 100 on have no owner as node 0-0 sees it/,
  ],
  [
    "a node follows nobody",
    [view(0, [...WHOLE.slice(0, 3), primary(3, "")])],
    /^node 0-1 follows nobody and owns nothing/,
  ],
  [
    "a replica follows another",
    [view(0, [...WHOLE.slice(0, 3), replica(3, 1)])],
    /^the shard of 0-0 lacks a replica/,
  ],
  [
    "a replica has no link",
    [view(0, WHOLE), view(3, WHOLE, { isLinked: false })],
    /^the shard of 1-0 lacks a replica, a replica is gone/,
  ],
])("%s", (_, views, hint) => {
  expect(stateHint({ views, nodes, replicasPerShard: 1 })).toMatch(hint);
});

test("a broken link, where every shard has as many replicas as it should", () => {
  const views = [view(0, WHOLE), view(3, WHOLE, { isLinked: false })];
  expect(stateHint({ views, nodes, replicasPerShard: 0 })).toMatch(
    /^read the log of replica 0-1: its primary may refuse its login \(cf-replica\)/,
  );
});

test("nothing that stands out", () => {
  const views = [view(0, WHOLE), view(1, WHOLE, { isStateOk: false })];
  expect(stateHint({ views, nodes, replicasPerShard: 0 })).toMatch(
    /CLUSTER NODES says on each node$/,
  );
});
