import { ACCESS_THRESHOLDS } from "./access-thresholds";
import { LOAD_THRESHOLDS } from "./load-thresholds";
import { type CloudWatchSource, FIVE_MINUTES, ONCE, type Threshold } from "./threshold";

/** What not every serverless cache has. */
export type ServerlessNeed = "storage limit" | "ECPU limit";

/** What only a serverless cache has. */
const OWN = [
  {
    id: "data-limit",
    group: "memory",
    title: "Use of the storage limit",
    meaning: "Keys are about to be evicted, and where none may be, writes to be refused.",
    action: "Raise storageGb.max, or give keys shorter lives.",
    value: 90,
    unit: "percent",
    limit: 100,
    why: "As for `memory` of a cluster",
    window: FIVE_MINUTES,
    needs: "storage limit",
    cloudwatch: { metric: "BytesUsedForCache", statistic: "Maximum" },
  },
  {
    id: "processing-limit",
    group: "processor",
    title: "Use of the limit of processing units",
    meaning: "Commands are about to be throttled.",
    action: "Raise ecpuPerSecond.max, or look for commands that are large or slow.",
    value: 90,
    unit: "percent",
    limit: 100,
    why: "As for `engine-cpu` of a cluster",
    window: FIVE_MINUTES,
    needs: "ECPU limit",
    cloudwatch: { metric: "ElastiCacheProcessingUnits", statistic: "Sum" },
  },
  {
    id: "throttled-commands",
    group: "processor",
    title: "Throttled commands",
    meaning: "Commands are refused because the load grows faster than the cache.",
    action: "Set ecpuPerSecond.min before the load comes, or raise ecpuPerSecond.max.",
    value: 0,
    unit: "requests",
    why: "Each one is a command that was refused",
    window: ONCE,
    cloudwatch: { metric: "ThrottledCmds", statistic: "Sum" },
  },
] as const satisfies readonly Threshold<ServerlessNeed>[];

/** What it has like the nodes of a cluster. */
const SHARED = [
  "evictions",
  "authentication-failures",
  "command-authorization-failures",
  "key-authorization-failures",
  "iam-expirations",
  "iam-throttling",
] as const;

const OF_CLUSTERS = [...LOAD_THRESHOLDS, ...ACCESS_THRESHOLDS];

type SharedSignal = Extract<(typeof OF_CLUSTERS)[number], { id: (typeof SHARED)[number] }>;

/** Name of a signal of a serverless cache. */
export type ServerlessSignalId = (typeof OWN)[number]["id"] | SharedSignal["id"];

/** A signal of a serverless cache, with the value beyond which it is bad. */
export interface ServerlessSignal extends Threshold<ServerlessNeed> {
  readonly id: ServerlessSignalId;
  readonly cloudwatch: CloudWatchSource;
}

/**
 * Every signal of a serverless cache; "Metrics and events for Valkey and Redis OSS serverless caches" of the
 * user guide of ElastiCache lists the metrics.
 */
export const SERVERLESS_SIGNALS: readonly ServerlessSignal[] = [
  ...OWN,
  ...OF_CLUSTERS.filter((signal): signal is SharedSignal => SHARED.some((id) => id === signal.id)),
];
