const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
/** The whole of Go's syntax but its sign: the provider refuses a negative duration. */
export const DURATION = /^(?:0|(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/;

/**
 * Nanoseconds of a duration as Go writes it, such as `1m30s` or `1.5s`.
 *
 * @throws Error if it is none
 */
export function nanosecondsOf(duration: string): number {
  if (!DURATION.test(duration)) throw new Error(`"${duration}" is no duration`);
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Math.round(Number(number) * (NANOSECONDS[unit ?? ""] ?? NaN));
  }
  return sum;
}
