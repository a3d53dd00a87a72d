import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { observeOwners, quietInMs } from "../../../operate/redis/shard-owners";

const A = "a".repeat(40);
const B = "b".repeat(40);

function view(owner: string, epoch: number): ReturnType<typeof parseClusterNodes> {
  const other = owner === A ? B : A;
  return parseClusterNodes(
    `${owner} 127.0.0.1:7000@17000 myself,master - 0 0 ${epoch} connected 0-5460\n` +
      `${other} 127.0.0.1:7003@17003 slave ${owner} 0 0 ${epoch} connected\n`,
  );
}

describe("observeOwners", () => {
  test("remembers since when a shard has its owner; replicas own nothing", () => {
    expect(observeOwners({}, view(A, 1), 500)).toEqual({
      "0-5460": { id: A, configEpoch: 1, seenAt: 500 },
    });
  });

  test.each([
    ["the same owner and epoch", view(A, 1), 500],
    ["another owner", view(B, 2), 900],
    ["the same owner, elected again", view(A, 3), 900],
  ])("%s", (_, lines, seenAt) => {
    const known = observeOwners({}, view(A, 1), 500);
    expect(observeOwners(known, lines, 900)["0-5460"]?.seenAt).toBe(seenAt);
  });
});

describe("quietInMs", () => {
  const owners = observeOwners({}, view(A, 1), 10_000);
  test.each([
    ["at once", A, 10_000, 8000],
    ["later", A, 15_000, 3000],
    ["after 4 × node timeout", A, 18_000, 0],
    ["for an owner that nobody has seen", B, 10_000, 0],
    ["after the clock was set back", A, 0, 8000],
  ])("%s", (_, owner, now, expected) => {
    expect(quietInMs(owners, owner, 2000, now)).toBe(expected);
  });

  test("an owner by birth was never elected", () => {
    expect(quietInMs(observeOwners({}, view(A, 1), 0), A, 2000, Date.now())).toBe(0);
  });
});
