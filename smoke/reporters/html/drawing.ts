import { html, type Markup, svg } from "./markup";
import { linearTicks, percent } from "./scale";
import { msText } from "./quantity";

/** As many names of times lie side by side on a telephone, the last one ending with its line. */
const MOST_TIMES = 4;

/**
 * A picture as wide as the page and of a fixed height: places are per cent, so that letters keep their
 * size on every screen.
 *
 * @param told what it shows, for those who do not see it
 * @param height pixels
 * @param kind `with-axis` leaves a margin for names of values at the left
 */
export function drawing(
  told: string,
  height: number,
  content: readonly Markup[],
  kind: "plain" | "with-axis" = "plain",
): Markup {
  return svg`<svg class="drawing ${kind}" role="img" aria-label="${told}" width="100%" height="${height}"><title>${told}</title>${content}</svg>`;
}

/** A text of a picture; at its ends a text does not stick out. */
export function label(x: string, y: number, text: string, kind = "label"): Markup {
  const share = Number.parseFloat(x);
  const anchor = share < 1 ? "start" : share > 99 ? "end" : "middle";
  return svg`<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** Lines for round times, named below them. */
export function timeAxis(fromMs: number, toMs: number, top: number, bottom: number): Markup[] {
  return linearTicks(fromMs, toMs, MOST_TIMES).flatMap((ms) => {
    const x = percent(ms, fromMs, toMs);
    return [
      svg`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`,
      label(x, bottom + 16, tickText(ms, toMs - fromMs), "tick"),
    ];
  });
}

/** A picture or table of a check with its name. */
export function exhibitFigure(caption: string, content: readonly Markup[]): Markup {
  return html`<figure class="exhibit">
    <figcaption>${caption}</figcaption>
    ${content}
  </figure>`;
}

function tickText(ms: number, span: number): string {
  return span >= 2000 ? `${Math.round(ms / 100) / 10} s` : msText(ms);
}
