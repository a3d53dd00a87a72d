import {
  portsInNodes,
  portsInShards,
  portsInSlots,
} from "../../../../../smoke/checks/redis/membership/named-ports";

test("CLUSTER NODES names one port of each node", () => {
  const text = [
    "a1 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-16383",
    "a2 10.0.0.2:7001@17001,cache-2 slave a1 0 0 1 connected",
  ].join("\n");
  expect(portsInNodes(text)).toEqual([
    { by: "CLUSTER NODES", clusterId: "a1", port: 7000 },
    { by: "CLUSTER NODES", clusterId: "a2", port: 7001 },
  ]);
});

test("CLUSTER SLOTS names a node once for each of its ranges", () => {
  const owner = ["127.0.0.1", 7000, "a1", []];
  const answer = [
    [0, 5, owner, ["127.0.0.1", 7001, "a2", []]],
    [7, 9, owner],
  ];
  expect(portsInSlots(answer)).toEqual([
    { by: "CLUSTER SLOTS", clusterId: "a1", port: 7000 },
    { by: "CLUSTER SLOTS", clusterId: "a2", port: 7001 },
  ]);
});

test("CLUSTER SHARDS tells ports of both kinds apart", () => {
  const node = ["id", "a1", "port", 6379, "tls-port", 7000, "ip", "127.0.0.1"];
  const other = ["id", "a2", "tls-port", 7001];
  expect(portsInShards([["slots", [0, 16383], "nodes", [node, other]]])).toEqual([
    { by: "CLUSTER SHARDS (port)", clusterId: "a1", port: 6379 },
    { by: "CLUSTER SHARDS (tls-port)", clusterId: "a1", port: 7000 },
    { by: "CLUSTER SHARDS (tls-port)", clusterId: "a2", port: 7001 },
  ]);
});

test.each([[undefined], ["OK"], [[]]])("an answer that is none names no port: %p", (answer) => {
  expect([...portsInSlots(answer), ...portsInShards(answer)]).toEqual([]);
});
