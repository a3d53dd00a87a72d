import { devDependencies } from "../package.json";
import { version as ioredis } from "ioredis/package.json";
import { version as nodeRedis } from "redis/package.json";
import { startTestCluster } from "../test/support/redis-server";
import { runBench } from "./support/bench";
import {
  byClientTurns,
  type Contender,
  KEYS,
  TURN,
  type TurnScenario,
} from "./support/client-turns";
import { versionOf } from "./support/machine";
import { REDIS_CONTENDERS } from "./support/redis-contenders";
import type { Figure } from "./support/result";

const PORT = 20960;
const TURNS = 8;
/** Seven processes on two cores, and whatever else runs there. */
const MAX_CV = 0.2;

const SCENARIOS: readonly TurnScenario[] = [
  { what: "100 bytes, 1 in flight", inFlight: 1, bytes: 100 },
  { what: "100 bytes, 50 in flight", inFlight: 50, bytes: 100 },
  { what: "10 KiB, 1 in flight", inFlight: 1, bytes: 10_240 },
  { what: "10 KiB, 50 in flight", inFlight: 50, bytes: 10_240 },
];

/** How long sets and gets take with three clients by the kit's presets, and with each of them alone, by short turns. */
runBench({
  id: "C3",
  script: "redis-clients",
  defaultRuns: 8,
  measure: async (run) => {
    const cluster = await startTestCluster({ port: PORT });
    try {
      const connect: Record<string, () => Promise<Contender>> = {};
      for (const [name, { alone, preset }] of Object.entries(REDIS_CONTENDERS)) {
        connect[name] = () => preset(cluster.deployed);
        connect[aloneOf(name)] = () => alone(cluster.deployed);
      }
      const figures: Figure[] = [];
      for (const scenario of SCENARIOS) {
        const times = await byClientTurns(run, scenario, connect, TURNS);
        for (const name of Object.keys(REDIS_CONTENDERS)) {
          figures.push({
            what: `C3: ${TURN} sets and gets of ${scenario.what}, ${name}`,
            unit: "ms",
            samples: times.get(name) ?? [],
            baseline: { what: aloneOf(name), samples: times.get(aloneOf(name)) ?? [] },
            maxCv: MAX_CV,
          });
        }
      }
      return {
        versions: {
          redis: versionOf("redis-server", "--version"),
          ioredis,
          "redis (npm)": nodeRedis,
          "@valkey/valkey-glide (npm)": devDependencies["@valkey/valkey-glide"],
        },
        figures,
        notes: [
          `A turn is ${TURN} sets and then ${TURN} gets of ${KEYS} keys, in a cluster of 3 × (1 + 1) on the same machine, with verified TLS and a login. Clients take turns, ${TURNS} each in a run, and who begins changes; a run counts as its median turn.`,
          "The baseline is the same client with the same options but without what the preset does: it decides what is sent again, and for how long.",
        ],
      };
    } finally {
      await cluster.close();
    }
  },
});

function aloneOf(name: string): string {
  return `${name} alone`;
}
