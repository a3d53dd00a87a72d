import type { RunReport } from "../../smoke/report";

/** A report with one result of every kind, and texts that every format must escape. */
export const report: RunReport = {
  runId: "0a1b2c3d",
  environment: "test",
  suite: "standard",
  seed: 42,
  startedAt: "2026-11-24T18:00:00.000Z",
  durationMs: 2500,
  isInterrupted: false,
  subjects: [
    {
      ...{ name: "sessions", kind: "redis-cluster", target: "host" },
      engine: { name: "redis", version: "7.0.15" },
      topology: { shards: 3, replicasPerShard: 1 },
      nodes: [{ id: "0-0", address: "127.0.0.1:7000" }, { id: "0-1" }],
    },
    {
      ...{ name: "pages", kind: "memcached", target: "host" },
      engine: { name: "memcached", version: "1.6.18" },
      nodes: [{ id: "0", address: "127.0.0.1:11311" }],
    },
  ],
  results: [
    {
      id: "redis/acl",
      title: "users may do what they are granted",
      proves: "that <every> grant holds",
      subject: "sessions",
      status: "pass",
      evidence: { expected: "12 refusals", measured: "12 refusals" },
      durationMs: 1000,
    },
    {
      id: "redis/sharding",
      title: "keys lie where they should",
      proves: "that keys lie there",
      subject: "sessions",
      status: "fail",
      evidence: { expected: '"a" & <b>', measured: "nothing\u0000\u001b[31m" },
      hint: "look at\nthe slots",
      durationMs: 1000,
    },
    {
      id: "memcached/udp",
      title: "UDP is closed",
      proves: "that no datagram is answered",
      subject: "pages",
      status: "error",
      reason: "socket gone",
      durationMs: 250,
    },
    {
      id: "memcached/node-stopped",
      title: "one node stops",
      proves: "that only its keys move",
      subject: "pages",
      status: "skip",
      reason: "faults are not allowed",
      durationMs: 0,
    },
  ],
};
