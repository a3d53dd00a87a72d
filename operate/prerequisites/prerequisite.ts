/** What the `host` target needs on the machine, by the name it is called in messages. */
export const PREREQUISITES = [
  "redis-server",
  "redis-cli",
  "memcached",
  "saslpasswd2",
  "SASL PLAIN plugin",
  "terraform",
] as const;
export type PrerequisiteName = (typeof PREREQUISITES)[number];

/** One thing that is needed, as it was found. */
export interface Prerequisite {
  readonly name: PrerequisiteName;
  readonly status: "ok" | "missing" | "unsuitable";
  /** Absolute path; absent when it is missing. */
  readonly path?: string;
  /** Its own version, where it tells one. */
  readonly version?: string;
  /** What is wrong with it, for a status other than `ok`; fits after "it is". */
  readonly problem?: string;
}

/** Everything that is needed, and how to get what is missing. */
export interface PrerequisiteReport {
  readonly prerequisites: readonly Prerequisite[];
  readonly isComplete: boolean;
  /** Commands for this platform, and what no command does, in order; empty when complete. */
  readonly fix: readonly string[];
}
