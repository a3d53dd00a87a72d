import { cutRules, mendRules } from "../../../smoke/faults/packet-filter";

const PEERS = ["10.0.0.2", "10.0.0.3"];

test("packets of peers are dropped in both directions, loopback stays open", () => {
  expect(cutRules({ peers: [], whom: "peers" }, PEERS).split("\n")).toEqual([
    "*filter",
    ":CACHEFORT-FAULT-IN - [0:0]",
    ":CACHEFORT-FAULT-OUT - [0:0]",
    "-A CACHEFORT-FAULT-IN -i lo -j RETURN",
    "-A CACHEFORT-FAULT-IN -s 10.0.0.2 -j DROP",
    "-A CACHEFORT-FAULT-IN -s 10.0.0.3 -j DROP",
    "-I INPUT -j CACHEFORT-FAULT-IN",
    "-A CACHEFORT-FAULT-OUT -o lo -j RETURN",
    "-A CACHEFORT-FAULT-OUT -d 10.0.0.2 -j DROP",
    "-A CACHEFORT-FAULT-OUT -d 10.0.0.3 -j DROP",
    "-I OUTPUT -j CACHEFORT-FAULT-OUT",
    "COMMIT",
    "",
  ]);
});

test.each([
  ["in" as const, "OUT"],
  ["out" as const, "IN"],
])("a cut of direction %s leaves the other alone", (direction, other) => {
  const rules = cutRules({ peers: [], whom: "peers", directions: [direction] }, PEERS);
  expect(rules).toContain(`CACHEFORT-FAULT-${direction.toUpperCase()}`);
  expect(rules).not.toContain(`CACHEFORT-FAULT-${other}`);
});

test("everybody but the peers is dropped", () => {
  const rules = cutRules({ peers: [], whom: "everybody else", directions: ["in"] }, ["10.0.0.2"]);
  expect(rules.split("\n").slice(2, -2)).toEqual([
    "-A CACHEFORT-FAULT-IN -i lo -j RETURN",
    "-A CACHEFORT-FAULT-IN -s 10.0.0.2 -j RETURN",
    "-A CACHEFORT-FAULT-IN -j DROP",
    "-I INPUT -j CACHEFORT-FAULT-IN",
  ]);
});

test("what was cut is mended, and only that", () => {
  const listed = "-P INPUT ACCEPT\n-N CACHEFORT-FAULT-IN\n-A INPUT -j CACHEFORT-FAULT-IN\n";
  expect(mendRules(listed)).toBe(
    "*filter\n-D INPUT -j CACHEFORT-FAULT-IN\n-F CACHEFORT-FAULT-IN\n-X CACHEFORT-FAULT-IN\nCOMMIT\n",
  );
  expect(mendRules("-P INPUT ACCEPT\n-A INPUT -s 10.0.0.9 -j DROP\n")).toBeUndefined();
});
