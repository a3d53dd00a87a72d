import { parseClusterNodes } from "../../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../../operate/redis/cluster-watch";
import { unsettled } from "../../../../../smoke/checks/redis/elections/settled-on-exit";

const nodes = ["a1", "b1", "a2"].map((id, index) => ({
  id,
  host: "127.0.0.1",
  port: 7000 + index,
}));

/** How one node sees the three. */
function view(self: string, flags: Record<string, string> = {}, owner = "a1"): NodeView {
  const line = (id: string, port: number, rest: string): string =>
    `${id} 127.0.0.1:${port}@1${port} ${id === self ? "myself," : ""}${rest.replace("!", flags[id] ?? "")}`;
  const text = [
    line("a1", 7000, `master! - 0 0 1 connected ${owner === "a1" ? "0-8191" : ""}`),
    line("b1", 7001, "master! - 0 0 2 connected 8192-16383"),
    line("a2", 7002, `slave! a1 0 0 1 connected ${owner === "a2" ? "0-8191" : ""}`),
  ].join("\n");
  const node = nodes.find(({ id }) => id === self) ?? { id: self, host: "", port: 0 };
  return {
    node,
    lines: parseClusterNodes(text),
    isStateOk: true,
    isLinked: true,
    problem: undefined,
  };
}

const silent = (id: string): NodeView => ({ ...view(id), lines: [], problem: "gone" });
const back = nodes.slice(0, 1);

test.each([
  ["all is settled", [view("a1"), view("b1"), view("a2")], undefined],
  [
    "another node is still down",
    [view("a1"), view("b1", { a2: ",fail" }), silent("a2")],
    undefined,
  ],
  ["the node does not answer", [silent("a1"), view("b1"), view("a2")], "node a1 does not answer"],
  [
    "somebody does not reach it yet",
    [view("a1"), view("b1", { a1: ",fail?" }), view("a2")],
    "node b1 counts a node as failed that runs again",
  ],
  [
    "it is marked as failed",
    [view("a1"), view("b1"), view("a2", { a1: ",fail" })],
    "node a2 counts a node as failed that runs again",
  ],
  [
    "it does not know of its successor",
    [view("a1"), view("b1", {}, "a2"), view("a2", {}, "a2")],
    "nodes see different owners",
  ],
])("%s", (_, views, problem) => {
  expect(unsettled(views, back)).toBe(problem);
});
