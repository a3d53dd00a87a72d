import {
  requireSupportedProps,
  unsupportedNotes,
} from "../../../../constructs/redis/aws/unsupported-props";
import { Persistence } from "../../../../constructs/redis/persistence";
import type { RedisClusterProps } from "../../../../constructs/redis/props";
import { codedError } from "../../../support/coded";

test.each<[keyof RedisClusterProps, Partial<RedisClusterProps>, string]>([
  ["nodeTimeoutMs", { nodeTimeoutMs: 15_000 }, "is 15000 ms on ElastiCache"],
  ["persistence", { persistence: Persistence.none() }, "is none on ElastiCache"],
  ["maxMemoryMib", { maxMemoryMib: 256 }, "follows from the node type"],
])("%s is refused when it is set, and told of when it is not", (prop, props, instead) => {
  const error = codedError(() => requireSupportedProps(props));
  expect(error.code).toBe("ELASTICACHE_PROP_UNSUPPORTED");
  expect(error.detail.problem).toContain(`${prop} ${instead}`);
  expect(unsupportedNotes().some((note) => note.startsWith(`${prop} ${instead}`))).toBe(true);
});

test("what the service honours passes", () => {
  const props = {
    fullCoverage: true,
    eviction: "noeviction",
    durability: { minReplicasToWrite: 1 },
  };
  expect(() => requireSupportedProps({ ...props, eviction: "noeviction" })).not.toThrow();
  expect(() => requireSupportedProps({})).not.toThrow();
});
