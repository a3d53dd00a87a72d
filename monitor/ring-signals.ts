import {
  A_QUARTER_HOUR,
  type BadSide,
  FIVE_MINUTES,
  ONCE,
  type SignalWindow,
  type Threshold,
} from "./threshold";

/** Where CloudWatch has the values of a signal of a ring, one for each node. */
export interface RingSource {
  /** ECS itself, its Container Insights, or what the node tells. */
  readonly namespace: "AWS/ECS" | "ECS/ContainerInsights" | "Cachefort/Memcached";
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
}

/** A signal of a Memcached ring on AWS, with the value beyond which it is bad. */
export interface RingSignal extends Pick<
  Threshold,
  "title" | "meaning" | "action" | "value" | "unit" | "why" | "window"
> {
  /** Small letters and hyphens; part of the names of alarms. */
  readonly id: RingSignalId;
  readonly bad: BadSide;
  readonly source: RingSource;
}

/** Name of a signal of a ring. */
export type RingSignalId =
  | "node-down"
  | "task-memory"
  | "task-cpu"
  | "evictions"
  | "rejected-connections"
  | "authentication-failures";

const TWO_MINUTES: SignalWindow = { periodSeconds: 60, periods: 2 };

/** Every signal of a ring, in the order of pages. */
export const RING_SIGNALS: readonly RingSignal[] = [
  {
    id: "node-down",
    title: "Running tasks of a node",
    meaning: "The keys of a node are missing: their readers go to the database.",
    action: "See why the task stopped in the events of its service, and in the ring's log.",
    value: 1,
    bad: "below",
    unit: "tasks",
    why: "A node is one task; to replace it takes about a minute",
    window: TWO_MINUTES,
    source: {
      namespace: "ECS/ContainerInsights",
      metric: "RunningTaskCount",
      statistic: "Minimum",
    },
  },
  {
    id: "task-memory",
    title: "Memory of a task",
    meaning: "At 100 % the task is ended, and its keys with it.",
    action: "Lower maxConnections or memoryMib, or give the ring more nodes.",
    value: 90,
    bad: "above",
    unit: "percent",
    why: "The kit asks for the most that the server was seen to take, and a share for the task",
    window: FIVE_MINUTES,
    source: { namespace: "AWS/ECS", metric: "MemoryUtilization", statistic: "Maximum" },
  },
  {
    id: "task-cpu",
    title: "Processor of a task",
    meaning: "Answers take longer.",
    action: "Raise cpuUnits, or give the ring more nodes.",
    value: 90,
    bad: "above",
    unit: "percent",
    why: "The same value as for the nodes of a cluster of Redis",
    window: FIVE_MINUTES,
    source: { namespace: "AWS/ECS", metric: "CPUUtilization", statistic: "Average" },
  },
  {
    id: "evictions",
    title: "Evicted items",
    meaning: "Entries are gone before their time, and what they cached is fetched again.",
    action: "Raise memoryMib, or this threshold when the cache is meant to be full.",
    value: 0,
    bad: "above",
    unit: "keys",
    why: "Memory is meant to be enough, but for a short peak",
    window: A_QUARTER_HOUR,
    source: { namespace: "Cachefort/Memcached", metric: "Evictions", statistic: "Sum" },
  },
  {
    id: "rejected-connections",
    title: "Rejected connections",
    meaning: "Clients are turned away.",
    action: "Raise maxConnections, or have clients keep their connections.",
    value: 0,
    bad: "above",
    unit: "connections",
    why: "Each one is a client that was turned away at the limit",
    window: ONCE,
    source: { namespace: "Cachefort/Memcached", metric: "RejectedConnections", statistic: "Sum" },
  },
  {
    id: "authentication-failures",
    title: "Failed logins",
    meaning: "A client cannot log in, or somebody guesses.",
    action: "Check which login the manifest names, and who reaches the ring's security group.",
    value: 0,
    bad: "above",
    unit: "failures",
    why: "No client of a healthy application fails to log in",
    window: ONCE,
    source: {
      namespace: "Cachefort/Memcached",
      metric: "AuthenticationFailures",
      statistic: "Sum",
    },
  },
];
