import type { WritesExhibit } from "../../../exhibit";
import { exhibitFigure } from "../drawing";
import { html, type Markup } from "../markup";
import { countText, msText } from "../quantity";

/** One count with what it means; an `alarm` must be 0, a `loss` should be. */
interface Entry {
  readonly name: string;
  readonly count: number;
  readonly means: string;
  readonly when: "told" | "loss" | "alarm";
}

/** The account of a load, in the words of Jepsen. */
export function drawWrites(writes: WritesExhibit): Markup {
  const rows = entries(writes).map(({ count, means, name, when }) => {
    const isBad = when !== "told" && count > 0;
    const mark = isBad ? (when === "alarm" ? "✗ " : "! ") : "";
    return html`<tr class="${isBad ? when : "told"}">
      <th scope="row">${name}</th>
      <td class="number">${mark}${countText(count)}</td>
      <td>${means}</td>
    </tr>`;
  });
  const { lossWindowMs, lost } = writes;
  const window =
    lost === 0
      ? undefined
      : html`<p class="note">
          Loss window: ${msText(lossWindowMs)} from the first to the last acknowledgement that did
          not last.
        </p>`;
  return exhibitFigure("Account of every write", [
    html`<table class="account">
      <caption class="hidden">
        What became of every write
      </caption>
      <thead>
        <tr>
          <th scope="col">Writes</th>
          <th scope="col" class="number">Count</th>
          <th scope="col">Means</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
    ...(window === undefined ? [] : [window]),
  ]);
}

function entries(writes: WritesExhibit): Entry[] {
  const { acknowledged, duplicated, failed, lost, recovered, stale, unexpected, unknown } = writes;
  return [
    {
      name: "acknowledged",
      count: acknowledged,
      means: "the server said that it was done",
      when: "told",
    },
    { name: "failed", count: failed, means: "the server refused it", when: "loss" },
    { name: "unknown", count: unknown, means: "no answer: done or not", when: "loss" },
    {
      name: "recovered",
      count: recovered,
      means: "not acknowledged, and there in the end",
      when: "told",
    },
    { name: "lost", count: lost, means: "acknowledged, and gone in the end", when: "loss" },
    { name: "duplicated", count: duplicated, means: "read under more than one key", when: "alarm" },
    { name: "unexpected", count: unexpected, means: "read where nobody wrote it", when: "alarm" },
    { name: "stale", count: stale, means: "read, though replaced later", when: "alarm" },
  ];
}
