import type { RedisManifest } from "../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../constructs/redis/system-users";
import type { Check } from "../../check";
import { describeReply } from "../../probes/redis-session";
import { judgeNodes } from "./judge";
import { withSession } from "./nodes";

/** Both stand in `INFO memory` (redis.io, "INFO"). */
const LIMIT = /^maxmemory:(\d+)\r?$/m;
const POLICY = /^maxmemory_policy:(\S+)\r?$/m;

export const memoryLimit: Check<RedisManifest> = {
  id: "redis/memory-limit",
  title: "Every node has a limit of memory, the same on all, and a policy of eviction",
  proves:
    "No node grows until the system ends it: each has a maxmemory, and primaries and replicas keep the same, so that a failover changes nothing.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const limits = new Map<string, string>();
    const expected = "maxmemory set and the same with its policy on every node";
    const hint =
      "set maxmemory and maxmemory-policy alike in the redis.conf of every node; without a limit the system's out-of-memory killer ends a node that has grown";
    return judgeNodes(context, { expected, hint }, async (node) => {
      const reply = await withSession(context, node, HEALTH_USER, (session) =>
        session.ask("INFO", "memory"),
      );
      const text = reply.kind === "value" ? String(reply.value) : "";
      const limit = LIMIT.exec(text)?.[1];
      const policy = POLICY.exec(text)?.[1];
      if (limit === undefined || policy === undefined) {
        return [{ holds: false, seen: `INFO memory: ${describeReply(reply)}` }];
      }
      if (limit === "0") return [{ holds: false, seen: "no maxmemory" }];
      const seen = `maxmemory ${limit} bytes, ${policy}`;
      limits.set(node.id, seen);
      const [first = seen] = limits.values();
      const other = seen === first ? "" : `, elsewhere ${first}`;
      return [{ holds: seen === first, seen: `${seen}${other}` }];
    });
  },
};
