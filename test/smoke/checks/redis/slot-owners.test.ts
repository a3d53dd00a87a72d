import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import { slotMapOf } from "../../../../smoke/checks/redis/slot-owners";

test("a slot map names owners by their lowest slot, with the roles as they are now", () => {
  const lines = parseClusterNodes(
    [
      "c3 127.0.0.1:7004@17004 master - 0 0 3 connected 10923-16383 5",
      "a1 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 6-5460",
      "b2 127.0.0.1:7003@17003 master,fail - 0 0 7 disconnected 0-4 5461-10922",
      "a3 127.0.0.1:9999@19999 slave a1 0 0 1 connected",
      "a2 127.0.0.1:7001@17001 slave a1 0 0 1 connected",
      "d1 127.0.0.1:7005@17005 master - 0 0 0 connected",
    ].join("\n"),
  );
  const nodes = [0, 1, 2, 3, 4, 5].map((i) => ({
    id: `${Math.floor(i / 2)}-${i % 2}`,
    host: "127.0.0.1",
    port: 7000 + i,
  }));
  expect(slotMapOf(lines, nodes)).toEqual([
    { node: "1-1", slots: ["0-4", "5461-10922"], replicas: [] },
    { node: "2-0", slots: ["10923-16383", "5"], replicas: [] },
    { node: "0-0", slots: ["6-5460"], replicas: ["0-1", "127.0.0.1:9999"] },
  ]);
});
