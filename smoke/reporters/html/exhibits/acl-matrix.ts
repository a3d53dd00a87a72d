import type { AclCell, AclMatrixExhibit } from "../../../exhibit";
import { exhibitFigure } from "../drawing";
import { html, type Markup } from "../markup";

/** Users by requests: what each was let do, and whether that is as deployed. */
export function drawAclMatrix({ columns, rows }: AclMatrixExhibit): Markup {
  const wrong = rows.flatMap(({ cells }) => cells).filter((cell) => cell?.isExpected === false);
  const head = columns.map((column) => html`<th scope="col"><span>${column}</span></th>`);
  const body = rows.map(
    ({ cells, user }) =>
      html`<tr>
        <th scope="row">${user}</th>
        ${cells.map(drawCell)}
      </tr>`,
  );
  return exhibitFigure("What each user may do", [
    html`<p class="note">
        <span aria-hidden="true">●</span> allowed, <span aria-hidden="true">–</span> refused with
        NOPERM, <span aria-hidden="true">✗</span> not as deployed: ${wrong.length}; blank: not tried
      </p>
      <div class="scroll" role="region" aria-label="What each user may do" tabindex="0">
        <table class="matrix">
          <caption class="hidden">
            Requests that each user was let make, over all nodes
          </caption>
          <thead>
            <tr>
              <th scope="col" class="corner">User</th>
              ${head}
            </tr>
          </thead>
          <tbody>
            ${body}
          </tbody>
        </table>
      </div>`,
  ]);
}

function drawCell(cell: AclCell | null | undefined): Markup {
  if (cell === null || cell === undefined) {
    return html`<td class="untried"><span class="hidden">not tried</span></td>`;
  }
  const word = cell.isAllowed ? "allowed" : "refused";
  const mark = cell.isAllowed ? "●" : "–";
  if (cell.isExpected) {
    return html`<td class="${word}">
      <span aria-hidden="true">${mark}</span><span class="hidden">${word}</span>
    </td>`;
  }
  return html`<td class="wrong">
    <span aria-hidden="true">✗${mark}</span><span class="hidden">${word}, which is wrong</span>
  </td>`;
}
