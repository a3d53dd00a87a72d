import { countStatuses, type RunReport, type Status, type Subject } from "../../report";
import { drawing } from "./drawing";
import { html, type Markup, svg } from "./markup";
import { plural, durationText } from "./quantity";
import { percent } from "./scale";
import { STATUSES } from "./status";

const ORDER: readonly Status[] = ["fail", "error", "skip", "pass"];

/** The verdict, what the run was, and how its checks ended. */
export function summary(report: RunReport): Markup {
  const counts = countStatuses(report.results);
  const bad = counts.fail + counts.error;
  const state = bad > 0 || report.isInterrupted ? "bad" : "good";
  const facts: readonly (readonly [string, string])[] = [
    ["environment", report.environment],
    ["suite", report.suite],
    ["began", report.startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")],
    ["took", durationText(report.durationMs)],
    ["seed", String(report.seed)],
    ["run", report.runId],
  ];
  return html`<header class="verdict-${state}">
    <p class="brand">cachefort smoke report</p>
    <h1>${verdictOf(report)}</h1>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${proportions(counts)}
  </header>`;
}

/** The run in one sentence. */
export function verdictOf(report: RunReport): string {
  const { error, fail, pass } = countStatuses(report.results);
  const total = report.results.length;
  const cut = report.isInterrupted ? ", and the run was interrupted" : "";
  const bad = fail + error;
  if (bad > 0) return `${bad} of ${plural(total, "check")} did not pass${cut}`;
  if (pass === total) return `${plural(total, "check")} passed${cut}`;
  return `${pass} of ${plural(total, "check")} passed, the others were skipped${cut}`;
}

function proportions(counts: Readonly<Record<Status, number>>): Markup {
  const total = Math.max(1, ...[ORDER.reduce((sum, status) => sum + counts[status], 0)]);
  const shown = ORDER.filter((status) => counts[status] > 0);
  let before = 0;
  const parts = shown.map((status) => {
    const x = percent(before, 0, total);
    before += counts[status];
    return svg`<rect class="span ${status}" x="${x}" y="0" width="${percent(counts[status], 0, total)}" height="10"/>`;
  });
  const words = shown.map((status) => `${counts[status]} ${STATUSES[status].word}`);
  const keys = shown.map(
    (status) =>
      html`<li class="key ${status}">
        ${STATUSES[status].sign} ${counts[status]} ${STATUSES[status].word}
      </li>`,
  );
  return html`${drawing(words.join(", "), 10, parts)}
    <ul class="legend">
      ${keys}
    </ul>`;
}

/** What was looked at. */
export function subjectsTable(subjects: readonly Subject[]): Markup {
  const rows = subjects.map(
    (subject) =>
      html`<tr>
          <th scope="row">${subject.name}</th>
          <td>${kindText(subject)}</td>
          <td>${subject.engine.name} ${subject.engine.version}</td>
          <td>${subject.target}</td>
        </tr>
        <tr>
          <td class="under" colspan="4">${nodesText(subject)}</td>
        </tr>`,
  );
  return html`<section aria-labelledby="subjects">
    <h2 id="subjects">What was proven</h2>
    <table class="pairs">
      <caption class="hidden">
        Clusters and rings of the run, with their nodes
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Engine</th>
          <th scope="col">Target</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

function kindText({ kind, topology }: Subject): string {
  if (kind === "memcached") return "Memcached ring";
  if (topology === undefined) return "Redis Cluster";
  const { replicasPerShard, shards } = topology;
  return `Redis Cluster, ${plural(shards, "shard")} × (1 primary + ${plural(replicasPerShard, "replica")})`;
}

/** Nodes named one by one up to this many. */
const NAMED = 12;

function nodesText({ nodes }: Subject): string {
  const count = plural(nodes.length, "node");
  if (nodes.length > NAMED) return count;
  const named = nodes.map(({ address, id }) => (address === undefined ? id : `${id} ${address}`));
  return `${count}: ${named.join(", ")}`;
}
