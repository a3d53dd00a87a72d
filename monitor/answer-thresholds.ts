import { FIVE_MINUTES, type Threshold } from "./threshold";

/** What users of a cache wait for, and whether it spares the database. */
export const ANSWER_THRESHOLDS = [
  {
    id: "hit-rate",
    group: "answers",
    title: "Reads that find their key",
    meaning: "The database answers what the cache was meant to.",
    action: "See whether keys live long enough, are evicted, or are read under other names.",
    value: 80,
    bad: "below",
    unit: "percent",
    limit: 100,
    why: "Below four of five reads a cache spares its database little; few reads are not judged",
    window: FIVE_MINUTES,
    health: { code: "LOW_HIT_RATE", severity: "warning" },
  },
  {
    id: "response-time",
    group: "answers",
    title: "Response time, the 95th percentile of PINGs of a node",
    meaning: "Every request waits.",
    action:
      "Look for slow commands in the slow log, for swapped memory, and at the network between.",
    value: 10,
    unit: "milliseconds",
    why: "A healthy node answers in less than one, so that ten are not the network's",
    window: FIVE_MINUTES,
    health: { code: "HIGH_RESPONSE_TIME", severity: "warning" },
  },
] as const satisfies readonly Threshold[];
