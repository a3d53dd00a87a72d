import { membersByShard, mostReplicas } from "../../../../constructs/redis/aws/members";
import { awsRedisModel } from "../../../support/aws-redis-model";

test("nodes have the name of the group, the number of the shard and their own", () => {
  expect(membersByShard(awsRedisModel({ shards: 2 }))).toEqual([
    ["prod-sessions-0001-001", "prod-sessions-0001-002"],
    ["prod-sessions-0002-001", "prod-sessions-0002-002"],
  ]);
});

test("what scales is counted at its upper bounds", () => {
  const model = awsRedisModel({
    nodeType: "cache.r7g.large",
    autoscaling: {
      shards: { min: 3, max: 5, targetPercent: 50 },
      replicas: { min: 1, max: 3, targetPercent: 50 },
    },
  });
  expect(membersByShard(model)).toHaveLength(5);
  expect(membersByShard(model)[4]).toEqual([
    "prod-sessions-0005-001",
    "prod-sessions-0005-002",
    "prod-sessions-0005-003",
    "prod-sessions-0005-004",
  ]);
  expect(mostReplicas(model)).toBe(3);
});
