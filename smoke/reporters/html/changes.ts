import {
  type Comparison,
  differenceText,
  type FigureChange,
  type StatusChange,
} from "../../comparison";
import { html, type Markup } from "./markup";
import { figureValue } from "./quantity";
import { STATUSES } from "./status";

const WORDS: Readonly<Record<StatusChange["verdict"], string>> = {
  worse: "✗ worse",
  better: "✓ better",
  other: "· other",
};

/** What differs from an older run. */
export function drawChanges({ figures, statuses }: Comparison, olderRun: string): Markup {
  return html`<section aria-labelledby="changes">
    <h2 id="changes">Compared with run ${olderRun}</h2>
    ${
      statuses.length === 0
        ? html`<p>Every check ended as before.</p>`
        : changesTable("Checks that ended another way", statuses.map(statusRow))
    }
    ${figures.length === 0 ? undefined : changesTable("Figures with another value", figures.map(figureRow))}
  </section>`;
}

function changesTable(name: string, rows: readonly Markup[]): Markup {
  return html`<h3 class="table-name">${name}</h3>
    <table>
      <caption class="hidden">
        ${name}
      </caption>
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">What</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function statusRow({ after, before, id, subject, verdict }: StatusChange): Markup {
  const word = (status: typeof before): string =>
    status === undefined ? "not run" : STATUSES[status].word;
  return row(verdict, WORDS[verdict], `${subject}: ${id}`, word(before), word(after));
}

function figureRow(change: FigureChange): Markup {
  const { after, before, id, subject, unit, verdict, what } = change;
  const value = (number: number | undefined): string =>
    number === undefined ? "never" : figureValue(number, unit);
  const difference =
    verdict === "other" ? differenceText(change) : `${WORDS[verdict]} ${differenceText(change)}`;
  return row(verdict, difference, `${subject}: ${id}: ${what}`, value(before), value(after));
}

function row(verdict: string, change: string, what: string, before: string, after: string): Markup {
  return html`<tr class="${verdict}">
    <td>${change}</td>
    <th scope="row">${what}</th>
    <td>${before}</td>
    <td>${after}</td>
  </tr>`;
}
