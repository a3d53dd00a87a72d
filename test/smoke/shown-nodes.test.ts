import { parseClusterNodes } from "../../constructs/redis/cluster-nodes";
import { membersShown, parseClusterSlots } from "../../smoke/shown-nodes";

const DOMAIN = "prod-sessions.ab12.euc1.cache.amazonaws.com";
const FIRST = `prod-sessions-0001-001.${DOMAIN}`;
const SECOND = `prod-sessions-0001-002.${DOMAIN}`;

function shown(nodes: string, slots: unknown = []) {
  return membersShown(parseClusterNodes(nodes), parseClusterSlots(slots));
}

test("a member's name tells its shard and its place; the address is the engine's", () => {
  const lines = `b1 10.0.2.7:6379@1122,${SECOND} slave a1 0 0 1 connected
a1 10.0.1.9:6379@1122,${FIRST},shard-id=77 myself,master - 0 0 1 connected 0-16383`;
  const common = { shard: 0, port: 6379 };
  expect(shown(lines)).toEqual({
    strangers: [],
    nodes: [
      {
        ...common,
        id: "0-0",
        ref: "prod-sessions-0001-001",
        bornAs: "primary",
        host: FIRST,
        address: "10.0.1.9",
      },
      {
        ...common,
        id: "0-1",
        ref: "prod-sessions-0001-002",
        bornAs: "replica",
        host: SECOND,
        address: "10.0.2.7",
      },
    ],
  });
});

test("where lines tell addresses alone, the name is that which clients are told", () => {
  const slots = [
    [0, 8191, [FIRST, 6379, "a1"], [SECOND, 6379, "b1", []]],
    [8192, 16383, [FIRST, 6379, "a1"]],
  ];
  const lines = "a1 10.0.1.9:6379@1122 master - 0 0 1 connected 0-16383\n";
  expect(shown(lines, slots).nodes).toMatchObject([{ host: FIRST, address: "10.0.1.9" }]);
});

test("an address that is the name is told once", () => {
  const lines = `a1 ${FIRST}:6379@1122 master - 0 0 1 connected 0-16383\n`;
  expect(shown(lines).nodes.map(({ host, address }) => [host, address])).toEqual([
    [FIRST, undefined],
  ]);
});

test("a name of another form is a stranger's; one that is no member yet or no more is nobody's", () => {
  const lines = `a1 10.0.1.9:6379@1122 master - 0 0 1 connected 0-16383
c1 10.0.1.1:6379@1122 handshake - 0 0 0 connected
d1 :0@0 master,noaddr - 1 2 3 disconnected`;
  expect(shown(lines)).toEqual({ nodes: [], strangers: ["10.0.1.9"] });
});

test.each([[null], ["OK"], [[[0, 16383, [null, 6379, "a1"]]]]])(
  "an answer without names: %j",
  (answer) => {
    expect(parseClusterSlots(answer).size).toBe(0);
  },
);
