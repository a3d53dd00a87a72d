import { CheckFailure } from "../../../../smoke/check";
import { AclPicture } from "../../../../smoke/checks/redis/acl-exhibit";
import { slotMap } from "../../../../smoke/checks/redis/slot-map";
import { withExhibits } from "../../../../smoke/checks/with-exhibits";
import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";

const NODES = [
  { id: "0-0", host: "10.0.0.1", port: 7000 },
  { id: "0-1", host: "10.0.0.1", port: 7001 },
];
const LINES = parseClusterNodes(
  [
    "b 10.0.0.1:7001@17001 slave a 0 0 1 connected",
    "c 10.0.0.9:7009@17009 master - 0 0 2 connected 8192-16383",
    "a 10.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-8000 8002-8191",
  ].join("\n"),
);

describe("a slot map", () => {
  const owners = [
    { node: "0-0", slots: ["0-8000", "8002-8191"], replicas: ["0-1"] },
    { node: "10.0.0.9:7009", slots: ["8192-16383"], replicas: [] },
  ];

  it("names nodes as the manifest does, in the order of their slots, and strangers by address", () => {
    expect(slotMap(NODES, LINES)).toEqual({ kind: "slot-map", before: owners, after: owners });
  });

  it("shows what changed", () => {
    expect(slotMap(NODES, LINES, [])).toEqual({ kind: "slot-map", before: owners, after: [] });
  });
});

describe("a matrix of what users may do", () => {
  const api = { name: "api" };

  it("has what is a user's own first, and no cell for what was not tried", () => {
    const picture = new AclPicture();
    picture.add(api, ["CLUSTER", "SLOTS"], false, true, true);
    picture.add(api, ["GET", "k"], false, false, true);
    picture.add(api, ["GET", "k"], true, true, true);
    picture.add({ name: "other" }, ["SUBSCRIBE", "c"], true, true, true);
    expect(picture.exhibit()).toEqual({
      kind: "acl-matrix",
      columns: ["GET own key", "SUBSCRIBE own channel", "GET other key", "CLUSTER SLOTS"],
      rows: [
        {
          user: "api",
          cells: [
            { isAllowed: true, isExpected: true },
            null,
            { isAllowed: false, isExpected: true },
            { isAllowed: true, isExpected: true },
          ],
        },
        { user: "other", cells: [null, { isAllowed: true, isExpected: true }, null, null] },
      ],
    });
  });

  it.each([
    ["refused what it needs", true, false],
    ["let do what it must not", false, true],
  ])("keeps the node where a user was %s, before and after others", (_, isWanted, isAllowed) => {
    const picture = new AclPicture();
    for (const holds of [true, false, true]) {
      picture.add(api, ["DBSIZE"], false, isWanted, holds);
    }
    const [row] = picture.exhibit().rows;
    expect(row?.cells).toEqual([{ isAllowed, isExpected: false }]);
  });
});

describe("pictures of a check", () => {
  const exhibits = [slotMap([], [])];

  it("are a part of what passed", async () => {
    const evidence = { expected: "a", measured: "a" };
    expect(
      await withExhibits(
        async () => evidence,
        () => exhibits,
      ),
    ).toEqual({ ...evidence, exhibits });
  });

  it("are a part of what failed, hint and all", async () => {
    const failure = new CheckFailure({ expected: "a", measured: "b" }, "look");
    await expect(
      withExhibits(
        () => Promise.reject(failure),
        () => exhibits,
      ),
    ).rejects.toMatchObject({
      evidence: { expected: "a", measured: "b", exhibits },
      hint: "look",
    });
  });

  it("change no other error", async () => {
    const error = new Error("gone");
    await expect(
      withExhibits(
        () => Promise.reject(error),
        () => exhibits,
      ),
    ).rejects.toBe(error);
  });
});
