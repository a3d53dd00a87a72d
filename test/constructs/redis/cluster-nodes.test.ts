import {
  coversAllSlots,
  migrationTargets,
  ownershipOf,
  parseClusterNodes,
} from "../../../constructs/redis/cluster-nodes";

const ANSWER = `07c3 127.0.0.1:30004@31004,host4 slave e7d1 0 1426238317239 4 connected
67ed 127.0.0.1:30002@31002,,shard-id=9d master - 0 1426238316232 2 connected 5461-10922
2928 :0@0 master,noaddr - 1 2 3 disconnected
e7d1 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460 10923-16382 16383 [93-<-2928]
`;

test("reads every field", () => {
  expect(parseClusterNodes(ANSWER)).toEqual([
    {
      id: "07c3",
      host: "127.0.0.1",
      hostname: "host4",
      port: 30004,
      flags: ["slave"],
      primaryId: "e7d1",
      configEpoch: 4,
      isConnected: true,
      slots: [],
    },
    {
      id: "67ed",
      host: "127.0.0.1",
      hostname: undefined,
      port: 30002,
      flags: ["master"],
      primaryId: undefined,
      configEpoch: 2,
      isConnected: true,
      slots: ["5461-10922"],
    },
    {
      id: "2928",
      host: "",
      hostname: undefined,
      port: 0,
      flags: ["master", "noaddr"],
      primaryId: undefined,
      configEpoch: 3,
      isConnected: false,
      slots: [],
    },
    {
      id: "e7d1",
      host: "127.0.0.1",
      hostname: undefined,
      port: 30001,
      flags: ["myself", "master"],
      primaryId: undefined,
      configEpoch: 1,
      isConnected: true,
      slots: ["0-5460", "10923-16382", "16383"],
    },
  ]);
});

test("counts single slots and ranges", () => {
  const lines = parseClusterNodes(ANSWER);
  expect(coversAllSlots(lines)).toBe(true);
  expect(coversAllSlots(lines.slice(0, 3))).toBe(false);
});

test("two nodes that differ only in order, flags and times agree; in an owner they do not", () => {
  const lines = parseClusterNodes(ANSWER);
  const other = parseClusterNodes(
    ANSWER.replace("myself,master", "master")
      .replace("1426238317239", "9")
      .split("\n")
      .reverse()
      .join("\n"),
  );
  expect(ownershipOf(other)).toBe(ownershipOf(lines));
  const moved = parseClusterNodes(ANSWER.replace("5461-10922", "5461-10921"));
  expect(ownershipOf(moved)).not.toBe(ownershipOf(lines));
});

test("slots that are on the way to others are told by the node that gives them", () => {
  const [to, other, from] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
  const text = [
    `${"d".repeat(40)} 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-5460 [93->-${to}] [94->-${to}] [95->-${other}] [77-<-${from}]`,
    `${to} 127.0.0.1:7001@17001 master - 0 0 2 connected 5461-16383`,
    "",
  ].join("\n");
  expect(migrationTargets(text)).toEqual([to, other]);
  expect(migrationTargets("")).toEqual([]);
});
