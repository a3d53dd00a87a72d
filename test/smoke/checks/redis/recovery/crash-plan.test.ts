import fc from "fast-check";
import type { LiveNode, LiveShard } from "../../../../../smoke/checks/redis/live-shards";
import { planCrash } from "../../../../../smoke/checks/redis/recovery/crash-plan";
import { SeededRandom } from "../../../../../smoke/random";

function node(id: string): LiveNode {
  return { id, clusterId: id, ref: id, host: "127.0.0.1", port: 1 };
}

function shardsOf(count: number, replicas: number): LiveShard[] {
  return Array.from({ length: count }, (_, number) => ({
    number,
    primary: node(`${number}-0`),
    replicas: Array.from({ length: replicas }, (_one, index) => node(`${number}-${index + 1}`)),
    firstSlot: number,
    configEpoch: number,
  }));
}

test("a crash is of nodes that may crash, of the shards that it names, and repeated by its seed", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 2 }),
      fc.func(fc.boolean()),
      (seed, count, replicas, mayCrash) => {
        const shards = shardsOf(count, replicas);
        const may = ({ id }: LiveNode): boolean => mayCrash(id);
        const plan = planCrash(new SeededRandom(seed), shards, may);
        expect(planCrash(new SeededRandom(seed), shards, may)).toEqual(plan);
        if (plan === undefined) {
          expect(shards.every(({ primary }) => !may(primary))).toBe(true);
          expect(shards.flatMap((shard) => shard.replicas).every((one) => !may(one))).toBe(true);
          return;
        }
        const members = plan.shards.flatMap((number) => {
          const { primary, replicas: others } = shards[number] ?? {
            primary: node(""),
            replicas: [],
          };
          return [primary.id, ...others.map(({ id }) => id)];
        });
        expect(plan.nodes.length).toBeGreaterThan(0);
        expect(plan.nodes.every(may)).toBe(true);
        expect(members).toEqual(expect.arrayContaining(plan.nodes.map(({ id }) => id)));
      },
    ),
  );
});

test("every kind comes, single primaries most often, and some without a wait for the one before", () => {
  const random = new SeededRandom(7);
  const plans = Array.from({ length: 400 }, () => planCrash(random, shardsOf(3, 1), () => true));
  const counts = (kind: string): number => plans.filter((plan) => plan?.kind === kind).length;
  expect(counts("primary")).toBeGreaterThan(200);
  for (const kind of ["replica", "whole shard", "two primaries"]) {
    expect(counts(kind)).toBeGreaterThan(10);
  }
  const hurried = plans.flatMap((plan) => plan?.pauseMs ?? []);
  expect(hurried.length).toBeGreaterThan(50);
  expect(Math.min(...hurried)).toBeGreaterThanOrEqual(200);
  expect(Math.max(...hurried)).toBeLessThan(2200);
});
