/** Where a value lies between two others, as per cent of the way; pictures are as wide as the page. */
export function percent(value: number, from: number, to: number): string {
  const share = to === from ? 0 : (value - from) / (to - from);
  return `${Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100}%`;
}

/**
 * Round values from one end to the other, both ends within: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param most number of values at most
 */
export function linearTicks(from: number, to: number, most: number): number[] {
  if (to <= from) return [from];
  const rough = (to - from) / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 5, 10, 20].map((factor) => factor * power);
  const ticks = steps.map((step) => multiples(step, from, to)).find(({ length }) => length <= most);
  return ticks ?? [from];
}

function multiples(step: number, from: number, to: number): number[] {
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  // A sum of broken steps would drift: 0.1 + 0.2.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Powers of ten that hold all values between them, at least two. */
export function decades(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least));
  const last = Math.max(first + 1, Math.ceil(Math.log10(most)));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}
