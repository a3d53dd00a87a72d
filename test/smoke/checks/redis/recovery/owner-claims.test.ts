import { parseClusterNodes } from "../../../../../constructs/redis/cluster-nodes";
import type { NodeView } from "../../../../../operate/redis/cluster-watch";
import { OwnerClaims } from "../../../../../smoke/checks/redis/recovery/owner-claims";

/** What a node says of itself. */
function says(id: string, epoch: number, slots: string, isStateOk = true): NodeView {
  const role = slots === "" ? "slave b" : "master -";
  const lines = parseClusterNodes(
    `${id} 127.0.0.1:1@2 myself,${role} 0 0 ${epoch} connected ${slots}`,
  );
  const node = { id, host: "127.0.0.1", port: 1 };
  return { node, lines, isStateOk, isLinked: true, problem: undefined };
}

function claimsOf(...looks: readonly (readonly NodeView[])[]): OwnerClaims {
  const claims = new OwnerClaims();
  for (const views of looks) claims.observe(views);
  return claims;
}

test("an owner that is replaced and comes back as a replica is no former owner", () => {
  const claims = claimsOf(
    [says("a", 1, "0-99"), says("b", 2, "100-199")],
    [says("b", 2, "100-199"), says("c", 3, "0-99")],
    [says("a", 3, ""), says("b", 2, "100-199"), says("c", 3, "0-99")],
  );
  expect(claims.looks).toBe(3);
  expect(claims.formerOwners).toEqual([]);
  expect(claims.sharedEpochs).toEqual([]);
});

test("an owner that serves after a newer epoch was seen counts in each look", () => {
  const late = [says("a", 1, "0-99"), says("c", 3, "50-99")];
  const claims = claimsOf([says("c", 3, "50-99")], late, late);
  const found = { node: "a", slot: 50, epoch: 1, newestEpoch: 3 };
  expect(claims.formerOwners).toEqual([found, found]);
});

test.each([
  ["the same look may be of two moments", [[says("a", 1, "0-99"), says("c", 3, "0-99")]]],
  ["what takes no commands serves nobody", [[says("c", 3, "0")], [says("a", 1, "0", false)]]],
  ["other slots are another matter", [[says("c", 3, "0-9")], [says("a", 1, "10-19")]]],
] as const)("no former owner: %s", (_, looks) => {
  expect(claimsOf(...looks).formerOwners).toEqual([]);
});

test.each([
  ["at once", [[says("a", 3, "0-9"), says("c", 3, "9")]], 9],
  ["one after the other", [[says("a", 3, "0-9")], [says("c", 3, "5")]], 5],
  ["without serving", [[says("a", 3, "0"), says("c", 3, "0", false)]], 0],
] as const)("two owners with one epoch are found: %s", (_, looks, slot) => {
  expect(claimsOf(...looks).sharedEpochs).toEqual([{ nodes: ["a", "c"], slot, epoch: 3 }]);
});

test("nodes that do not answer claim nothing", () => {
  const silent: NodeView = { ...says("a", 1, "0-9"), lines: [], problem: "gone" };
  expect(claimsOf([says("b", 2, "0-9")], [silent]).formerOwners).toEqual([]);
});
