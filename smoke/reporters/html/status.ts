import type { Status } from "../../report";
import { html, type Markup } from "./markup";

/** Every status with its sign and word: its colour is never alone. */
export const STATUSES: Readonly<Record<Status, { readonly sign: string; readonly word: string }>> =
  {
    pass: { sign: "✓", word: "passed" },
    fail: { sign: "✗", word: "failed" },
    error: { sign: "!", word: "in error" },
    skip: { sign: "–", word: "skipped" },
  };

/** Sign and word of a status. */
export function statusBadge(status: Status): Markup {
  const { sign, word } = STATUSES[status];
  return html`<span class="badge ${status}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
