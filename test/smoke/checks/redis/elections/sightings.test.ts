import { parseClusterNodes } from "../../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../../operate/redis/cluster-watch";
import {
  isFailedFor,
  isSuspectedBy,
  judgeNever,
  takenOverBy,
} from "../../../../../smoke/checks/redis/elections/sightings";

const primary = { id: "0-0", ref: "0-0", clusterId: "a1", host: "127.0.0.1", port: 7000 };
const shard = { number: 0, primary, replicas: [], firstSlot: 0, configEpoch: 1 };

function view(flags: string, owner: "a1" | "a2" | "none"): NodeView {
  const slots = (id: string): string => (owner === id ? "0-8191" : "");
  const text = `a1 127.0.0.1:7000@17000 ${flags} - 0 0 1 connected ${slots("a1")}
a2 127.0.0.1:7001@17001 master - 0 0 2 connected ${slots("a2")}`;
  const node = { id: "1-0", host: "127.0.0.1", port: 7002 };
  return {
    node,
    lines: parseClusterNodes(text),
    isStateOk: true,
    isLinked: true,
    problem: undefined,
  };
}

test.each([
  ["master", false, false],
  ["master,fail?", true, false],
  ["master,fail", true, true],
])("a node with flags %s", (flags, isSuspected, isFailed) => {
  expect(isSuspectedBy(view(flags, "a1"), primary)).toBe(isSuspected);
  expect(isFailedFor(view(flags, "a1"), primary)).toBe(isFailed);
});

test("slots are taken over when any node sees another owner", () => {
  expect(takenOverBy([view("master", "a1"), view("master,fail", "none")], shard)).toBeUndefined();
  expect(takenOverBy([view("master", "a1"), view("master,fail", "a2")], shard)).toBe("a2");
});

test("what must not happen is a count of 0, and says when it did", () => {
  expect(judgeNever("elected", undefined, "no votes")).toMatchObject({
    holds: true,
    seen: "never elected",
    figure: { measured: 0, atMost: 0, derivation: "no votes" },
  });
  expect(judgeNever("elected", 70, "no votes")).toMatchObject({
    holds: false,
    seen: "elected after 70 ms",
    figure: { measured: 1 },
  });
});
