import { setTimeout as sleep } from "node:timers/promises";

/** How a service is waited for. */
export interface AwsWait {
  /** Milliseconds after which the wait is given up. */
  readonly withinMs: number;
  /** Milliseconds between two looks: services limit how often they are asked. */
  readonly everyMs: number;
  /** Ends the wait. @default - none */
  readonly signal?: AbortSignal | undefined;
  /** Is told what is waited for when that changes, and each half minute. @default - nobody is told */
  readonly progress?: ((line: string) => void) | undefined;
}

/** What a look has found: an end, or what is still missing. */
export type Look<T> = { readonly done: T } | { readonly missing: string };

const TELL_EVERY_MS = 30_000;

/**
 * Looks until there is an end.
 *
 * @returns the last look, which is none with an end when the time is over
 * @throws what a look throws; the signal's reason
 */
export async function waitFor<T>(wait: AwsWait, look: () => Promise<Look<T>>): Promise<Look<T>> {
  const begunAt = performance.now();
  let told: string | undefined;
  let toldAt = begunAt;
  for (;;) {
    wait.signal?.throwIfAborted();
    const seen = await look();
    const now = performance.now();
    if ("done" in seen || now - begunAt >= wait.withinMs) return seen;
    if (seen.missing !== told || now - toldAt >= TELL_EVERY_MS) {
      const seconds = Math.round((now - begunAt) / 1000);
      wait.progress?.(
        `${seen.missing} (${seconds} s of at most ${Math.round(wait.withinMs / 1000)})`,
      );
      told = seen.missing;
      toldAt = now;
    }
    await sleep(wait.everyMs, undefined, { signal: wait.signal });
  }
}
