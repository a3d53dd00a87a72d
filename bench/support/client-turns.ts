import type { BenchRun } from "./bench";
import { seriesOf } from "./statistics";

/** A client as all of them can be asked. Values are texts. */
export interface Contender {
  set(key: string, value: string): Promise<unknown>;
  get(key: string): Promise<string | null | undefined>;
  close(): unknown;
}

/** What contenders are asked. */
export interface TurnScenario {
  readonly what: string;
  /** Commands that are begun before the first of them is answered. */
  readonly inFlight: number;
  /** Size of a value. */
  readonly bytes: number;
}

/** Sets, and then as many gets, of a turn. Short turns: what else the machine does meets all. */
export const TURN = 500;
export const KEYS = 100;
/** The first turns warm the compiler up. */
const WARM_TURNS = 8;

/**
 * Lets clients take turns; a run counts as its median turn.
 *
 * @param connect opens each contender by its name
 * @param turns of each contender in a run
 * @returns milliseconds of each run by contender
 */
export async function byClientTurns(
  { progress, runs, signal }: BenchRun,
  { bytes, inFlight, what }: TurnScenario,
  connect: Readonly<Record<string, () => Promise<Contender>>>,
  turns: number,
): Promise<Map<string, number[]>> {
  const clients = new Map<string, Contender>();
  const value = "x".repeat(bytes);
  const turnOf = (name: string, client: Contender): Promise<number> =>
    takeTurn(client, value, inFlight).catch((error: unknown) => {
      throw new Error(`${name} failed`, { cause: error });
    });
  const times = new Map(Object.keys(connect).map((name) => [name, [] as number[]]));
  try {
    for (const [name, open] of Object.entries(connect)) {
      const client = await open();
      clients.set(name, client);
      for (let turn = 0; turn < WARM_TURNS; turn++) await turnOf(name, client);
    }
    for (let round = 1; round <= runs; round++) {
      const inRound = new Map([...clients.keys()].map((name) => [name, [] as number[]]));
      for (let turn = 0; turn < turns; turn++) {
        signal.throwIfAborted();
        for (const [name, client] of rotated([...clients], turn)) {
          inRound.get(name)?.push(await turnOf(name, client));
        }
      }
      for (const [name, own] of inRound) times.get(name)?.push(seriesOf(own).median);
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
    const found = await client.get(keyOf(n));
    if (found !== value) {
      throw new Error(`${keyOf(n)} has ${found?.length ?? "no"} characters, not ${value.length}`);
    }
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
