import { connectMemcached } from "../../../clients/memcached/connect";
import type { MemcachedStats } from "../../../clients/memcached/stats";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { ringServerOf } from "../../../constructs/memcached/ring";
import type { Check } from "../../check";
import { type Observation } from "../judge";
import { judgeNodes } from "./judge";
import { firstUser } from "./session";

/** Figures that go into the machine-readable reports. */
const REPORTED = [
  "uptime",
  "curr_connections",
  "max_connections",
  "rejected_connections",
  "curr_items",
  "bytes",
  "limit_maxbytes",
  "evictions",
  "get_hits",
  "get_misses",
  "auth_cmds",
  "auth_errors",
] as const;

export const stats: Check<MemcachedManifest> = {
  id: "memcached/stats",
  title: "Every node reports sane figures",
  proves: "Each node runs the version of the manifest and accepts connections within its limits.",
  kind: "memcached",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const { deployed } = context;
    const client = connectMemcached(deployed, firstUser(context));
    context.onExit(() => client.close());
    const details: Record<string, Record<string, number>> = {};
    const evidence = await judgeNodes(
      context,
      {
        expected: `version ${deployed.manifest.engine.version}, connections and memory within limits`,
        hint: "another version: deploy again; connections at the limit: raise maxConnections",
      },
      async (node) => {
        const server = ringServerOf(node);
        const figures = await client.stats(server);
        details[server] = Object.fromEntries(REPORTED.map((name) => [name, figure(figures, name)]));
        return judgeFigures(figures, deployed.manifest.engine.version);
      },
    );
    return { ...evidence, details };
  },
};

function judgeFigures(figures: MemcachedStats, version: string): Observation[] {
  const connections = figure(figures, "curr_connections");
  const most = figure(figures, "max_connections");
  const bytes = figure(figures, "bytes");
  const limit = figure(figures, "limit_maxbytes");
  return [
    { holds: figures.version === version, seen: `version ${figures.version}` },
    { holds: figure(figures, "pid") > 0, seen: "has a process" },
    { holds: figure(figures, "uptime") >= 0, seen: "has an uptime" },
    {
      // A server at its limit closes the next connection at once.
      holds: connections >= 1 && connections < most,
      seen: `connections ${connections < most ? "below" : `${connections} at`} the limit of ${most}`,
    },
    {
      holds: bytes >= 0 && bytes <= limit,
      seen: `memory ${bytes <= limit ? "within" : `${bytes} beyond`} ${limit} bytes`,
    },
  ];
}

/** A figure by name; not a number when the server does not report it, which no bound accepts. */
function figure(figures: MemcachedStats, name: string): number {
  return Number(figures[name] ?? Number.NaN);
}
