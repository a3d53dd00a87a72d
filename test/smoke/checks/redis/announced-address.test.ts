import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import { announcementProblem } from "../../../../smoke/checks/redis/announced-address";

const node = { id: "0-0", host: "127.0.0.1", port: 7000 };
const container = {
  ...node,
  host: "localhost",
  networkHost: "cf-sessions-0-0",
  address: "172.28.0.2",
};

function view(place: string): NodeView {
  const line = `n0 ${place} myself,master - 0 0 1 connected 0-16383`;
  return {
    node,
    lines: parseClusterNodes(line),
    isStateOk: true,
    isLinked: true,
    problem: undefined,
  };
}

test.each([
  ["host", node, "127.0.0.1:7000@17000", undefined],
  [
    "host",
    node,
    "127.0.0.9:7000@17000",
    "node 0-0 announces 127.0.0.9:7000, deployed as 127.0.0.1:7000",
  ],
  [
    "host",
    node,
    "127.0.0.1:7001@17001",
    "node 0-0 announces 127.0.0.1:7001, deployed as 127.0.0.1:7000",
  ],
  // A node that knows nobody yet knows no address of its own.
  ["host", node, ":7000@17000", undefined],
  ["docker", container, "172.28.0.9:7000@17000,cf-sessions-0-0", undefined],
  [
    "docker",
    container,
    "172.28.0.2:7000@17000,cf-sessions-0-1",
    "node 0-0 announces cf-sessions-0-1:7000, deployed as cf-sessions-0-0:7000",
  ],
  ["docker", { ...node, host: "localhost" }, "172.28.0.2:7000@17000,localhost", undefined],
  ["aws", node, "10.0.0.7:6379@1122,0001.cache.amazonaws.com", undefined],
] as const)("on %s, %j at %s", (target, deployed, place, problem) => {
  expect(announcementProblem(target, [deployed], [view(place)])).toBe(problem);
});
