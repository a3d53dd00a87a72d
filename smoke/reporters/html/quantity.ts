import type { Figure } from "../../figure";

/** Milliseconds for people, three digits or more: `0.8 ms`, `85 ms`, `2,612 ms`, `61.3 s`. */
export function msText(ms: number): string {
  if (Math.abs(ms) >= 10_000) return `${countText(Math.round(ms / 100) / 10)} s`;
  return `${countText(Math.abs(ms) < 10 ? Math.round(ms * 10) / 10 : Math.round(ms))} ms`;
}

/** Whole and broken numbers with their thousands apart. */
export function countText(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** A share of one as per cent. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** How long a check or run took: `44 ms`, `9.6 s`. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A value of a figure in its unit. */
export function figureValue(value: number, unit: Figure["unit"]): string {
  switch (unit) {
    case "ms":
      return `${countText(value)} ms`;
    case "bytes":
      return `${countText(value)} B`;
    case "count":
      return countText(value);
  }
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}
