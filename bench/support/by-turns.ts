import type { BenchRun } from "./bench";

/**
 * Measures each kind once in every round, one after the other, and tells each result.
 *
 * @param once measures one kind in the round of that number, from 1
 * @param text what is told of a result
 * @throws DOMException AbortError when the run is interrupted
 */
export async function byTurns<Kind extends string, Result>(
  run: BenchRun,
  kinds: readonly Kind[],
  once: (kind: Kind, round: number) => Promise<Result>,
  text: (result: Result) => string,
): Promise<Record<Kind, Result[]>> {
  const results = new Map(kinds.map((kind) => [kind, [] as Result[]]));
  for (let round = 1; round <= run.runs; round++) {
    for (const [kind, done] of results) {
      run.signal.throwIfAborted();
      const one = await once(kind, round);
      done.push(one);
      run.progress(`${kind} ${round}/${run.runs}: ${text(one)}`);
    }
  }
  return Object.fromEntries(results) as Record<Kind, Result[]>;
}
