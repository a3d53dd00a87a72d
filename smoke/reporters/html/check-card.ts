import type { CheckResult, NodeLog } from "../../report";
import { drawExhibit } from "./exhibit-of";
import { drawFigures } from "./figures-table";
import { html, type Markup } from "./markup";
import { plural, durationText } from "./quantity";
import { statusBadge } from "./status";

/** What a check joins its observations with. */
const JOINT = "; ";
/** From this many observations on, each stands on a line of its own. */
const LISTED = 3;

/** Everything that is known of one check; open when there is something to mend or to look at. */
export function checkCard(result: CheckResult, anchor: string): Markup {
  const { durationMs, evidence, id, proves, status, title } = result;
  const exhibits = evidence?.exhibits ?? [];
  const figures = evidence?.figures ?? [];
  const isOpen = status === "fail" || status === "error" || exhibits.length > 0;
  const open = isOpen ? html` open` : undefined;
  return html`<details class="check ${status}" ${open}>
    <summary>
      <h3>
        ${statusBadge(status)} <span class="id">${id}</span> <span class="title">${title}</span>
      </h3>
      <span class="took">${durationText(durationMs)}</span>
    </summary>
    <div class="body" id="${anchor}">
      <p class="proves">${proves}</p>
      <dl>${entries(result)}</dl>
      ${exhibits.map(drawExhibit)} ${figures.length === 0 ? undefined : drawFigures(figures)}
      ${drawDetails(evidence?.details)} ${drawLogs(result.logs ?? [])}
    </div>
  </details> `;
}

function entries({ evidence, hint, reason, status }: CheckResult): Markup[] {
  const entry = (name: string, text: string | undefined): Markup[] =>
    text === undefined
      ? []
      : [
          html`<div class="${name}">
            <dt>${name}</dt>
            <dd>${listed(text)}</dd>
          </div>`,
        ];
  return [
    ...entry("expected", evidence?.expected),
    ...entry("measured", evidence?.measured),
    ...entry(status === "skip" ? "skipped" : "reason", reason),
    ...entry("hint", hint),
  ];
}

function listed(text: string): Markup {
  const parts = text.split(JOINT);
  if (parts.length < LISTED) return html`${text}`;
  return html`<ul>
    ${parts.map((part) => html`<li>${part}</li>`)}
  </ul>`;
}

function drawDetails(details: Readonly<Record<string, unknown>> | undefined): Markup | undefined {
  if (details === undefined || Object.keys(details).length === 0) return undefined;
  return html`<details class="fold">
    <summary>Details for machines</summary>
    <pre>${JSON.stringify(details, undefined, 2)}</pre>
  </details>`;
}

function drawLogs(logs: readonly NodeLog[]): Markup[] {
  const silent = logs.filter(({ text }) => text.trim() === "").map(({ node }) => node);
  return [
    ...logs.filter(({ node }) => !silent.includes(node)).map(drawLog),
    ...(silent.length === 0
      ? []
      : [html`<p class="note">Logged nothing: ${silent.join(", ")}</p>`]),
  ];
}

function drawLog({ node, text }: NodeLog): Markup {
  const lines = text.trimEnd();
  const count = plural(lines.split("\n").length, "line");
  return html`<details class="fold">
    <summary>Log of node ${node} meanwhile (${count})</summary>
    <pre>${lines}</pre>
  </details>`;
}
