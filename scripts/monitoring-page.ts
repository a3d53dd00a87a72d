// Fills the tables of docs/monitoring.md from the signals. Usage: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../bench/support/table";
import { quantityText, type Signal, SIGNALS, windowText } from "../monitor/thresholds";
import { RING_SIGNALS } from "../monitor/ring-signals";
import { fillTables, type PageTables } from "./page-tables";

export const MONITORING_PAGE = join(__dirname, "../docs/monitoring.md");

const TABLES: PageTables = {
  thresholds: () =>
    markdownTable([
      ["Signal", "Metric in CloudWatch", "Bad", "For", "Why this value"],
      ...SIGNALS.map((signal) => [
        `\`${signal.id}\``,
        metricText(signal),
        valueText(signal),
        windowText(signal.window),
        signal.why,
      ]),
    ]),
  rings: () =>
    markdownTable([
      ["Signal", "Metric in CloudWatch", "Bad", "For", "Why this value"],
      ...RING_SIGNALS.map(({ bad, id, source, unit, value, why, window }) => [
        `\`${id}\``,
        `${source.namespace} ${source.metric}, ${source.statistic}`,
        `${bad} ${quantityText(value, unit)}`,
        windowText(window),
        why,
      ]),
    ]),
  ringActions: () =>
    markdownTable([
      ["Signal", "What it is", "What users notice", "What to do"],
      ...RING_SIGNALS.map(({ action, id, meaning, title }) => [
        `\`${id}\``,
        title,
        meaning,
        action,
      ]),
    ]),
  actions: () =>
    markdownTable([
      ["Signal", "What it is", "What users notice", "What to do"],
      ...SIGNALS.map(({ action, id, meaning, title }) => [`\`${id}\``, title, meaning, action]),
    ]),
};

/**
 * The page with its tables as the signals are.
 *
 * @throws Error as `fillTables`
 */
export function renderMonitoringPage(page: string): string {
  return fillTables(page, "monitoring", TABLES);
}

function metricText({ cloudwatch }: Signal): string {
  return cloudwatch === undefined ? "–" : `${cloudwatch.metric}, ${cloudwatch.statistic}`;
}

function valueText({ bad = "above", unit, value, valueOnTwoProcessors }: Signal): string {
  const text = `${bad} ${quantityText(value, unit)}`;
  if (valueOnTwoProcessors === undefined) return text;
  return `${text}; ${quantityText(valueOnTwoProcessors, unit)} with two processors`;
}

if (require.main === module) {
  writeFileSync(MONITORING_PAGE, renderMonitoringPage(readFileSync(MONITORING_PAGE, "utf8")));
}
