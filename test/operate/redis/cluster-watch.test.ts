import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { type NodeView, whyNotWhole } from "../../../operate/redis/cluster-watch";

const IDS = ["a", "b", "c"].map((digit) => digit.repeat(40));
const [A, B, C] = IDS;
const PRIMARY = `${A} 127.0.0.1:7000@17000 master - 0 0 1 connected 0-8191`;
const OTHER = `${B} 127.0.0.1:7001@17001 master - 0 0 2 connected 8192-16383`;
const REPLICA = `${C} 127.0.0.1:7002@17002 slave ${A} 0 0 1 connected`;
const WHOLE = [PRIMARY, OTHER, REPLICA];

function viewsOf(lines: readonly string[], changed: Partial<NodeView> = {}): NodeView[] {
  return IDS.map((_, position) => ({
    node: { id: `n${position}`, host: "127.0.0.1", port: 7000 + position },
    lines: parseClusterNodes((position === 1 ? lines : WHOLE).join("\n")),
    isStateOk: true,
    isLinked: true,
    problem: undefined,
    ...(position === 1 ? changed : {}),
  }));
}

test("all see the same, and everybody serves", () => {
  expect(whyNotWhole(viewsOf(WHOLE))).toBeUndefined();
});

test.each([
  ["does not answer", WHOLE, { problem: "gone" }, "node n1 does not answer: gone"],
  ["knows fewer", [PRIMARY, OTHER], {}, "node n1 knows 2 of 3 nodes"],
  [
    "sees another owner",
    [PRIMARY, OTHER.replace("8192", "8193"), REPLICA],
    {},
    "nodes n0 and n1 see different owners",
  ],
  ["is not ok", WHOLE, { isStateOk: false }, "node n1 says that the cluster is not ok"],
  ["is not linked", WHOLE, { isLinked: false }, "replica n1 has no link to its primary"],
  [
    "counts one as failed",
    [PRIMARY, OTHER, REPLICA.replace("slave", "slave,fail")],
    {},
    `node n1 counts ${C} as failed`,
  ],
  [
    "suspects one",
    [PRIMARY.replace("master", "master,fail?"), OTHER, REPLICA],
    {},
    `node n1 counts ${A} as failed`,
  ],
])("a node that %s", (_, lines, changed, why) => {
  expect(whyNotWhole(viewsOf(lines, changed))).toBe(why);
});

test("a slot without an owner", () => {
  const [view] = viewsOf([PRIMARY, OTHER, REPLICA]);
  if (view === undefined) throw new Error("there is no view");
  const lines = parseClusterNodes(PRIMARY);
  expect(whyNotWhole([{ ...view, lines }])).toBe("a slot has no owner");
});
