import { createHash } from "node:crypto";
import type { RunReport } from "../../report";
import { checkCard } from "./check-card";
import { html, Markup } from "./markup";
import { overview, type Placed } from "./overview";
import { STYLE } from "./style";
import { subjectsTable, summary, verdictOf } from "./summary";

/** Apart from the page: its sum must not depend on how this file is indented. */
const STYLE_ELEMENT = new Markup(`<style>${STYLE}</style>`);

/** Nothing is loaded and nothing runs: of styles only the one that is known by its sum. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * A report as one page that needs nothing else.
 *
 * @param changes what to show of the difference to another run. @default - nothing
 */
export function pageOf(report: RunReport, changes?: Markup): string {
  const placed = report.results.map((result, index) => ({ result, anchor: `check-${index + 1}` }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${verdictOf(report)} · ${report.environment} · cachefort smoke report</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip-link" href="#main">To the results</a>
        ${summary(report)}
        <main id="main" tabindex="-1">
          ${changes} ${subjectsTable(report.subjects)} ${overview(report, placed)}
          ${subjectNames(report).map((name, index) => subjectSection(name, index, placed))}
        </main>
        <footer>
          <p>
            Made by cachefort from a report of the schema cachefort.smoke/v1. This page loads
            nothing and runs no script.
          </p>
        </footer>
      </body>
    </html> `.text;
}

/** Of results too: an older report does not say what it has proven. */
function subjectNames({ results, subjects }: RunReport): string[] {
  const names = [...subjects, ...results.map(({ subject }) => ({ name: subject }))];
  return [...new Set(names.map(({ name }) => name))];
}

function subjectSection(name: string, index: number, placed: readonly Placed[]): Markup {
  const own = placed.filter(({ result }) => result.subject === name);
  return html`<section aria-labelledby="subject-${index}">
    <h2 id="subject-${index}">${name}</h2>
    ${own.map(({ anchor, result }) => checkCard(result, anchor))}
  </section>`;
}
