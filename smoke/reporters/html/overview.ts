import type { CheckResult, RunReport } from "../../report";
import { html, type Markup, svg } from "./markup";
import { durationText } from "./quantity";
import { percent } from "./scale";
import { statusBadge } from "./status";

/** A check with the name of its place on the page. */
export interface Placed {
  readonly result: CheckResult;
  readonly anchor: string;
}

/** Every check in its order with the time that it took, as a table of contents. */
export function overview(report: RunReport, placed: readonly Placed[]): Markup {
  const rows = placed.map(({ anchor, result }) => {
    const { durationMs, id, status, subject } = result;
    return html`<tr>
      <td>${statusBadge(status)}</td>
      <th scope="row"><a href="#${anchor}">${id}</a></th>
      <td>${subject}</td>
      <td class="number">${durationText(durationMs)}</td>
      <td class="when">${span(report, result)}</td>
    </tr>`;
  });
  return html`<section aria-labelledby="overview">
    <h2 id="overview">Every check</h2>
    <table class="overview">
      <caption class="hidden">
        Every check in the order of the run
      </caption>
      <thead>
        <tr>
          <th scope="col">Result</th>
          <th scope="col">Check</th>
          <th scope="col">Of</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="when">When, of ${durationText(report.durationMs)}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

function span(report: RunReport, { durationMs, startedAt, status }: CheckResult): Markup {
  if (startedAt === undefined) return html`not run`;
  const at = Date.parse(startedAt) - Date.parse(report.startedAt);
  const told = `from ${durationText(at)} to ${durationText(at + durationMs)}`;
  const width = percent(durationMs, 0, report.durationMs);
  return svg`<svg class="drawing" role="img" aria-label="${told}" width="100%" height="12"><title>${told}</title><rect class="track" x="0" y="5" width="100%" height="2"/><rect class="span ${status}" x="${percent(at, 0, report.durationMs)}" y="1" width="${width}" height="10" rx="1"/></svg>`;
}
