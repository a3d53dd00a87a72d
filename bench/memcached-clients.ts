import { startTestRing } from "../test/support/memcached-ring";
import { runBench } from "./support/bench";
import { byClientTurns, KEYS, TURN, type TurnScenario } from "./support/client-turns";
import { versionOf } from "./support/machine";
import { type Connect, inClear, secured } from "./support/memcached-contenders";
import type { Figure } from "./support/result";
import { seriesOf } from "./support/statistics";
import { version as memcache } from "memcache/package.json";
import { version as memcached } from "memcached/package.json";
import { version as memjs } from "memjs/package.json";

const PORT = 27100;
const TURNS = 16;
/** Two processes on two cores, and whatever else runs there. */
const MAX_CV = 0.2;
const OURS = "cachefort";

interface Scenario extends TurnScenario {
  readonly contenders: Readonly<Record<string, Connect>>;
  readonly isSecured: boolean;
}

const IN_CLEAR = { contenders: inClear, isSecured: false };
const SECURED = { contenders: secured, isSecured: true };

const SCENARIOS: readonly Scenario[] = [
  { ...IN_CLEAR, what: "100 bytes, 1 in flight", inFlight: 1, bytes: 100 },
  { ...IN_CLEAR, what: "100 bytes, 50 in flight", inFlight: 50, bytes: 100 },
  { ...IN_CLEAR, what: "10 KiB, 1 in flight", inFlight: 1, bytes: 10_240 },
  { ...IN_CLEAR, what: "10 KiB, 50 in flight", inFlight: 50, bytes: 10_240 },
  {
    ...SECURED,
    what: "100 bytes, 1 in flight, SASL and TLS",
    ...{ inFlight: 1, bytes: 100 },
  },
  {
    ...SECURED,
    what: "10 KiB, 1 in flight, SASL and TLS",
    ...{ inFlight: 1, bytes: 10_240 },
  },
];

/** How long sets and gets take with the Memcached client and with others of Node, on the same server by short turns. */
runBench({
  id: "C2",
  script: "memcached-clients",
  defaultRuns: 20,
  measure: async (run) => {
    const figures: Figure[] = [];
    for (const [index, scenario] of SCENARIOS.entries()) {
      const port = PORT + index;
      const ring = await startTestRing({
        ...{ port, nodes: 1 },
        ...(scenario.isSecured ? {} : { arguments: withoutSecurity }),
      });
      try {
        const connect = Object.fromEntries(
          Object.entries(scenario.contenders).map(([name, open]) => [
            name,
            () => open(ring.deployed),
          ]),
        );
        const times = await byClientTurns(run, scenario, connect, TURNS);
        figures.push(figureOf(scenario, times));
      } finally {
        await ring.close();
      }
    }
    return {
      versions: { memcached: versionOf("memcached", "--version"), ...clientVersions() },
      figures,
      notes: [
        `A turn is ${TURN} sets and then ${TURN} gets of ${KEYS} keys. Clients take turns, ${TURNS} each in a run, and who begins changes; a run counts as its median turn, so that what else the machine does in a turn spoils none. The baseline is the client with the least median; the parts name all.`,
        "One server on the same machine. Most clients know neither TLS nor SASL for it, so it runs without both; this kit's client verifies TLS always, and is measured through a socket in clear that only the measurement can hand it. `memcached` opens up to 10 connections, the others one; each is as it comes, but for the time-out. All give texts.",
        "With TLS and SASL, `memcache` alone can be compared, one command at a time: it gives an answer to every command that waits.",
      ],
    };
  },
});

function clientVersions(): Record<string, string> {
  return { "memjs (npm)": memjs, "memcached (npm)": memcached, "memcache (npm)": memcache };
}

/** The server's good command line without TLS and SASL; it knows both of its protocols then. */
function withoutSecurity(good: readonly string[]): readonly string[] {
  const skipped = new Set(["-S", "-Z"]);
  const kept = good
    .filter((word) => !skipped.has(word))
    .map((word) => (word === "binary" ? "auto" : word));
  return kept.slice(0, kept.lastIndexOf("-o"));
}

function figureOf({ what }: Scenario, times: ReadonlyMap<string, readonly number[]>): Figure {
  const others = [...times]
    .filter(([name]) => name !== OURS)
    .sort(([, a], [, b]) => seriesOf(a).median - seriesOf(b).median);
  const [fastest] = others;
  const own = times.get(OURS);
  if (fastest === undefined || own === undefined) throw new Error("there is nobody to compare");
  return {
    what: `C2: ${TURN} sets and gets of ${what}`,
    unit: "ms",
    samples: [...own],
    baseline: { what: `${fastest[0]}, the fastest other client`, samples: [...fastest[1]] },
    maxCv: MAX_CV,
    parts: others.map(([name, samples]) => ({ what: name, samples: [...samples] })),
  };
}
