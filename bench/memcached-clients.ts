import type { LoadedManifest } from "../clients/manifest-file";
import type { MemcachedManifest } from "../constructs/core/manifest";
import { startTestRing } from "../test/support/memcached-ring";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";
import { type Connect, type Contender, inClear, secured } from "./support/memcached-contenders";
import type { Figure } from "./support/result";
import { seriesOf } from "./support/statistics";
import { version as memcache } from "memcache/package.json";
import { version as memcached } from "memcached/package.json";
import { version as memjs } from "memjs/package.json";

const PORT = 27100;
/** Short turns: what else the machine does meets all. */
const TURN = 500;
const TURNS = 16;
const KEYS = 100;
/** Two processes on two cores, and whatever else runs there. */
const MAX_CV = 0.2;
const OURS = "cachefort";

interface Scenario {
  readonly what: string;
  readonly contenders: Readonly<Record<string, Connect>>;
  readonly isSecured: boolean;
  readonly inFlight: number;
  readonly bytes: number;
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
        figures.push(figureOf(scenario, await measure(run, scenario, ring.deployed)));
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

async function measure(
  { progress, runs, signal }: BenchRun,
  { bytes, contenders, inFlight, what }: Scenario,
  deployed: LoadedManifest<MemcachedManifest>,
): Promise<Map<string, number[]>> {
  const clients = new Map<string, Contender>();
  const value = "x".repeat(bytes);
  const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  try {
    for (const [name, connect] of Object.entries(contenders)) {
      const client = await connect(deployed);
      clients.set(name, client);
      // The first turns warm the compiler up.
      for (let turn = 0; turn < 8; turn++) await takeTurn(client, value, inFlight);
    }
    for (let round = 1; round <= runs; round++) {
      const inRound = new Map([...clients.keys()].map((name) => [name, [] as number[]]));
      for (let turn = 0; turn < TURNS; turn++) {
        signal.throwIfAborted();
        for (const [name, client] of rotated([...clients], turn)) {
          inRound.get(name)?.push(await takeTurn(client, value, inFlight));
        }
      }
      for (const [name, turns] of inRound) times.get(name)?.push(seriesOf(turns).median);
      const text = [...times].map(([name, all]) => `${name} ${all.at(-1)?.toFixed(1)}`);
      progress(`${what}, ${round}/${runs}, ms: ${text.join(", ")}`);
    }
    return times;
  } finally {
    for (const client of clients.values()) await client.close();
  }
}

/** Who comes after whom is different from turn to turn. */
function rotated<T>(all: readonly T[], by: number): T[] {
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** Milliseconds of a turn of sets and one of gets. */
async function takeTurn(client: Contender, value: string, inFlight: number): Promise<number> {
  const begun = performance.now();
  await spread(inFlight, (n) => client.set(keyOf(n), value));
  await spread(inFlight, async (n) => {
    if ((await client.get(keyOf(n))) !== value) throw new Error(`${keyOf(n)} has another value`);
  });
  return performance.now() - begun;
}

async function spread(inFlight: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < TURN) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}

function keyOf(number: number): string {
  return `session:bench:${number % KEYS}`;
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
