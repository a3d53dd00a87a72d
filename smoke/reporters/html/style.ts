import { COLOR_RULES, HUE_RULES } from "./colors";
import { DRAWING_RULES } from "./drawing-style";

const LAYOUT_RULES = `
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 28px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 16px; }
h2 { font-size: 21px; margin: 40px 0 12px; }
h3 { font-size: 15px; font-weight: 400; margin: 0; }
p { margin: 0 0 8px; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.brand { color: var(--muted); font-weight: 600; letter-spacing: .02em; }
.verdict-good h1::before { content: "✓ " / ""; color: var(--pass); }
.verdict-bad h1::before { content: "✗ " / ""; color: var(--fail); }
.skip-link { position: absolute; left: -999px; }
.skip-link:focus { left: 16px; top: 8px; background: var(--ground); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
dl, dd, figure, ul, ol { margin: 0; padding: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin-bottom: 16px; }
dt { color: var(--muted); font-size: 13px; }
.facts dd { font-weight: 600; font-variant-numeric: tabular-nums; }
footer { margin-top: 48px; padding-bottom: 32px; color: var(--muted); font-size: 13px; }`;

const TABLE_RULES = `
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { color: var(--muted); font-size: 13px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; padding-right: 20px; }
.scroll { overflow-x: auto; position: relative; }
.overview td, .overview th { vertical-align: middle; padding-top: 3px; padding-bottom: 3px; }
.overview th[scope=row] { font-weight: 400; }
.overview .when { width: 32%; padding-right: 0; }
.overview .drawing { display: block; }
.pairs tbody th, .pairs td { border-bottom: 0; padding-bottom: 0; }
.pairs .under { padding-top: 0; padding-bottom: 8px; border-bottom: 1px solid var(--line); font-size: 13px; color: var(--muted); }
.account { max-width: 640px; }
.account th[scope=row], .account .number { white-space: nowrap; overflow-wrap: normal; }
.loss td, .loss th, .alarm td, .alarm th { font-weight: 600; }
.loss .number { color: var(--skip); } .alarm .number { color: var(--fail); }
.matrix { width: auto; font-size: 13px; border-collapse: separate; border-spacing: 0; overflow-wrap: normal; }
.matrix thead th { vertical-align: bottom; padding: 4px 2px; height: 12.5em; min-width: 30px; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.matrix td { text-align: center; padding: 5px 2px; border-left: 1px solid var(--line); }
.matrix th[scope=row], .matrix .corner { position: sticky; left: 0; background: var(--raised); padding-right: 10px; white-space: nowrap; z-index: 1; }
.matrix .allowed { background: var(--pass-ground); color: var(--pass); }
.matrix .refused { color: var(--muted); }
.matrix .wrong { background: var(--fail-ground); color: var(--fail); font-weight: 700; outline: 2px solid var(--fail); outline-offset: -2px; }`;

const CHECK_RULES = `
.badge { display: inline-block; font-size: 12.5px; font-weight: 600; line-height: 20px; padding: 0 8px; border-radius: 10px; white-space: nowrap; overflow-wrap: normal; }
.badge.pass { color: var(--pass); background: var(--pass-ground); } .badge.fail { color: var(--fail); background: var(--fail-ground); }
.badge.error { color: var(--error); background: var(--error-ground); } .badge.skip { color: var(--skip); background: var(--skip-ground); }
.good { color: var(--pass); } .bad { color: var(--fail); font-weight: 600; }
.check { background: var(--raised); border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; margin: 0 0 8px; }
.check.pass { border-left-color: var(--pass); } .check.fail { border-left-color: var(--fail); } .check.error { border-left-color: var(--error); } .check.skip { border-left-color: var(--skip); }
.check > summary { display: flex; gap: 12px; align-items: baseline; padding: 8px 14px; cursor: pointer; list-style: none; }
.check > summary::-webkit-details-marker { display: none; }
.check > summary::before { content: "▸" / ""; color: var(--muted); flex: none; }
.check[open] > summary::before { content: "▾" / ""; }
.check h3 { flex: 1; }
.id { font-weight: 600; }
.took { color: var(--muted); white-space: nowrap; font-variant-numeric: tabular-nums; }
.body { padding: 0 14px 14px; scroll-margin-top: 56px; }
.proves { color: var(--muted); max-width: 78ch; }
.body dl > div { display: grid; grid-template-columns: 92px 1fr; gap: 0 12px; padding: 3px 0; }
.body dd ul { padding-left: 18px; }
.body .hint dd { border-left: 3px solid var(--accent); padding-left: 10px; }
.fold { margin-top: 10px; }
.fold > summary, figure > details > summary { cursor: pointer; color: var(--accent); }
pre { margin: 6px 0 0; padding: 10px 12px; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.exhibit { margin-top: 20px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
.note { margin-top: 6px; }
.note, .strip-name { color: var(--muted); font-size: 14px; }
.strip-name { margin: 0 0 2px; }
.table-name { font-weight: 600; margin: 16px 0 4px; }
.worse td { background: var(--fail-ground); } .better td { background: var(--pass-ground); }`;

const NARROW_RULES = `
@media (max-width: 640px) {
  h1 { font-size: 24px; }
  .when, .overview td:nth-child(3), .overview thead th:nth-child(3) { display: none; }
  .check > summary { padding: 8px 10px; gap: 8px; }
  .check .title { display: block; }
  .body { padding: 0 10px 12px; }
  .body dl > div { grid-template-columns: 1fr; }
  th, td { padding-right: 8px; }
}
@media print {
  body { font-size: 11px; }
  .skip-link, .check > summary::before { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .fold { display: none; }
  .scroll { overflow: visible; }
  .check, .exhibit, tr { break-inside: avoid-page; }
  .check:has(.exhibit) { break-inside: auto; }
  .badge, .owner, .span, .bar, .fault, .key::before, .allowed, .wrong { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`;

/** The whole style sheet of a report. */
export const STYLE = [
  COLOR_RULES,
  LAYOUT_RULES,
  TABLE_RULES,
  CHECK_RULES,
  DRAWING_RULES,
  HUE_RULES,
  NARROW_RULES,
  "",
].join("\n");
