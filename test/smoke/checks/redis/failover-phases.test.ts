import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import {
  observePhases,
  phaseBounds,
  PHASES,
  type PhaseTimes,
} from "../../../../smoke/checks/redis/failover-phases";

const crash = { clusterId: "a1", slot: 17 };

/** How one living node sees the shard of the crashed primary. */
function view(flags: string, owner: "a1" | "a2" | "none", isStateOk = true): NodeView {
  const slots = (id: string): string => (owner === id ? "0-8191" : "");
  const text = [
    `a1 127.0.0.1:7000@17000 ${flags} - 0 0 1 connected ${slots("a1")}`,
    `a2 127.0.0.1:7001@17001 ${owner === "a2" ? "master -" : "slave a1"} 0 0 4 connected ${slots("a2")}`,
    "b1 127.0.0.1:7002@17002 master - 0 0 2 connected 8192-16383",
  ].join("\n");
  return {
    node: { id: "b1", host: "127.0.0.1", port: 7002 },
    lines: parseClusterNodes(text),
    isStateOk,
    isLinked: true,
    problem: undefined,
  };
}

const silent: NodeView = {
  ...view("master", "none"),
  lines: [],
  isStateOk: false,
  problem: "gone",
};
const healthy = view("master", "a1");
const suspecting = view("master,fail?", "a1");
const failing = view("master,fail", "a1", false);
const elected = view("master,fail", "a2");

describe("observePhases", () => {
  test.each<[string, NodeView[], PhaseTimes]>([
    ["nothing while everybody is content", [healthy, healthy], {}],
    ["the first suspicion", [healthy, suspecting], { suspected: 9 }],
    ["the first verdict", [suspecting, failing], { suspected: 9, failed: 9 }],
    ["the first new owner", [failing, elected], { suspected: 9, failed: 9, elected: 9 }],
    ["that all agree", [elected, elected], { suspected: 9, failed: 9, elected: 9, agreed: 9 }],
    [
      "no agreement while one does not answer",
      [elected, silent],
      { suspected: 9, failed: 9, elected: 9 },
    ],
    [
      "no agreement while one is not ok",
      [elected, view("master,fail", "a2", false)],
      { suspected: 9, failed: 9, elected: 9 },
    ],
    [
      "no new owner when slots have none",
      [view("master,fail", "none")],
      { suspected: 9, failed: 9 },
    ],
  ])("sees %s", (_title, views, times) => {
    expect(observePhases({}, views, crash, 9)).toEqual(times);
  });

  test("keeps the time at which a phase was first seen", () => {
    const looks = [[healthy], [suspecting], [suspecting], [failing], [elected], [elected]];
    const times = looks.reduce<PhaseTimes>(
      (seen, views, index) => observePhases(seen, views, crash, index * 100),
      { writable: 390 },
    );
    expect(times).toEqual({
      suspected: 100,
      failed: 300,
      elected: 400,
      agreed: 400,
      writable: 390,
    });
  });
});

test("bounds follow one another, the first three half a second behind the engine's", () => {
  expect(phaseBounds(2000)).toEqual({
    suspected: 3600,
    failed: 4700,
    elected: 5900,
    writable: 6400,
    agreed: 7100,
  });
  for (const nodeTimeoutMs of [500, 5000, 60_000]) {
    const bounds = phaseBounds(nodeTimeoutMs);
    const times = PHASES.filter((phase) => phase !== "agreed").map((phase) => bounds[phase]);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(bounds.agreed).toBeGreaterThan(bounds.elected);
  }
});
