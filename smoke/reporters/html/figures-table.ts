import { type Figure, keepsBounds } from "../../figure";
import { exhibitFigure } from "./drawing";
import { html, type Markup } from "./markup";
import { figureValue } from "./quantity";

/** Every figure of a check beside its bound, and what the bound follows from. */
export function drawFigures(figures: readonly Figure[]): Markup {
  const rows = figures.map((figure) => {
    const { derivation, measured, unit, what } = figure;
    const value = measured === undefined ? "never" : figureValue(measured, unit);
    return html`<tr>
        <th scope="row">${what}</th>
        <td class="number">${value}</td>
        <td class="number">${boundText(figure)} ${verdict(figure)}</td>
      </tr>
      <tr>
        <td class="under" colspan="3">${derivation}</td>
      </tr>`;
  });
  return exhibitFigure("Figures and their bounds", [
    html`<table class="pairs">
      <caption class="hidden">
        What was measured, what it may be, and what the bound follows from
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" class="number">Measured</th>
          <th scope="col" class="number">Bound</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  ]);
}

/** The bounds of a figure, such as `≤ 3,600 ms`. */
export function boundText({ atLeast, atMost, unit }: Figure): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${figureValue(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`≤ ${figureValue(atMost, unit)}`]),
  ];
  return bounds.join(", ");
}

function verdict(figure: Figure): Markup {
  if (figure.atLeast === undefined && figure.atMost === undefined) return html`none`;
  return keepsBounds(figure)
    ? html`<span class="good"
        ><span aria-hidden="true">✓</span><span class="hidden">kept</span></span
      >`
    : html`<span class="bad"
        ><span aria-hidden="true">✗</span><span class="hidden">broken</span></span
      >`;
}
