import type { AwsMemcachedProps } from "../../../constructs/memcached/aws/aws-memcached-props";

const users = [{ name: "web" }, { name: "worker" }];

/** Each optional feature, in a ring of its own. */
export const RINGS: readonly AwsMemcachedProps[] = [
  { name: "defaults", users },
  {
    name: "rotated",
    users,
    authentication: { web: { alternating: true, rotation: 1 }, worker: { rotation: 3 } },
    certificateRotation: 2,
  },
  {
    name: "large",
    users,
    nodes: 2,
    memoryMib: 3000,
    maxItemSizeBytes: 4 * 1024 * 1024,
    maxConnections: 4096,
    threads: 2,
    cpuUnits: 1024,
    architecture: "arm64",
  },
  { name: "quiet", users, nodes: 1, metricsSeconds: 0, logRetentionDays: 400, alarms: { off: [] } },
  { name: "eleven", users, nodes: 11, port: 12000, alarms: { thresholds: { evictions: 100 } } },
  {
    name: "mirrored",
    users,
    nodes: 1,
    image: {
      ...{ registry: "registry.example.com/mirror", repository: "memcached", tag: "1.6.45" },
      ...{ digest: `sha256:${"0".repeat(64)}`, uid: 11211, gid: 11211, version: "1.6.45" },
    },
    rotationLambdaArn: "arn:aws:lambda:eu-central-1:012345678901:function:rotate",
  },
];
