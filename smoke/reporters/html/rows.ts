import { html, type Markup, svg } from "./markup";
import { linearTicks, percent } from "./scale";

/** Pixels of a row's picture, and where its bar lies in it. */
export const ROW = { height: 20, bar: { top: 4, height: 12 } } as const;

/** A name, what was measured, and a picture of it below; names of any length wrap. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  readonly state: "good" | "bad";
  readonly picture: readonly Markup[];
}

/** @param ticks values at which lines go down through all rows */
export function drawRows(rows: readonly Row[], ticks: readonly string[]): Markup {
  const lines = ticks.map(
    (x) => svg`<line class="grid" x1="${x}" x2="${x}" y1="0" y2="${ROW.height}"/>`,
  );
  const items = rows.map(
    ({ measured, name, picture, state }) =>
      html`<li>
        <span class="name">${name}</span>
        <span class="value ${state}">${measured}</span>
        ${svg`<svg class="drawing" role="img" aria-label="${name}: ${measured}" width="100%" height="${ROW.height}">${lines}${picture}</svg>`}
      </li>`,
  );
  return html`<ul class="rows">
    ${items}
  </ul>`;
}

/** Of a row, in per cent: what took no time is seen too. */
const THINNEST = 0.2;

/** A bar from one place to another. */
export function bar(kind: string, from: string, to: string): Markup {
  const width = Number.parseFloat(to) - Number.parseFloat(from);
  return svg`<rect class="${kind}" x="${from}" y="${ROW.bar.top}" width="${Math.max(THINNEST, Math.round(width * 100) / 100)}%" height="${ROW.bar.height}"/>`;
}

/** A line across a row that a bar is measured by. */
export function boundMark(x: string): Markup {
  return svg`<line class="bound" x1="${x}" x2="${x}" y1="0" y2="${ROW.height}"/>`;
}

/** Places of round values, from 0 on. */
export function ticksUpTo(most: number): string[] {
  return linearTicks(0, most, 5).map((value) => percent(value, 0, most));
}
