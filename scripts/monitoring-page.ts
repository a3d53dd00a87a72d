// Fills the tables of docs/monitoring.md and docs/health.md from the signals. Usage: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../bench/support/table";
import { type HealthSignal, REDIS_HEALTH_SIGNALS } from "../monitor/health-signals";
import { MEMCACHED_HEALTH_SIGNALS } from "../monitor/memcached-health-signals";
import { MEMCACHED_SIGNALS } from "../monitor/memcached-signals";
import { RING_SIGNALS } from "../monitor/ring-signals";
import { SERVERLESS_SIGNALS } from "../monitor/serverless-thresholds";
import type { Threshold } from "../monitor/threshold";
import { quantityText, SIGNALS, windowText } from "../monitor/thresholds";
import { fillTables, type PageTables } from "./page-tables";

export const MONITORING_PAGE = join(__dirname, "../docs/monitoring.md");

const TABLES: PageTables = {
  thresholds: () => thresholdTable(SIGNALS.map(rowOf)),
  actions: () => actionTable(SIGNALS),
  serverless: () => thresholdTable(SERVERLESS_SIGNALS.map(rowOf)),
  serverlessActions: () => actionTable(SERVERLESS_SIGNALS.filter(({ id }) => !SHARED.has(id))),
  rings: () =>
    thresholdTable(
      RING_SIGNALS.map(({ source, ...signal }) => ({
        ...signal,
        metric: `${source.namespace} ${source.metric}, ${source.statistic}`,
      })),
    ),
  ringActions: () => actionTable(RING_SIGNALS),
  elastiCacheRings: () => thresholdTable(MEMCACHED_SIGNALS.map(rowOf)),
};

export const HEALTH_PAGE = join(__dirname, "../docs/health.md");

const HEALTH_TABLES: PageTables = {
  redis: () => healthTable(REDIS_HEALTH_SIGNALS),
  memcached: () => healthTable(MEMCACHED_HEALTH_SIGNALS),
};

/** What these are stands with the signals of a cluster. */
const SHARED: ReadonlySet<string> = new Set(SIGNALS.map(({ id }) => id));

type Explained = Pick<Threshold, "id" | "title" | "meaning" | "action">;

interface Row extends Omit<Threshold<string>, "cloudwatch" | "group" | keyof Explained> {
  readonly id: string;
  readonly metric: string;
}

function thresholdTable(rows: readonly Row[]): string {
  return markdownTable([
    ["Signal", "Metric in CloudWatch", "Bad", "For", "Why this value"],
    ...rows.map((row) => [
      `\`${row.id}\``,
      row.metric,
      valueText(row),
      windowText(row.window),
      row.why,
    ]),
  ]);
}

function actionTable(signals: readonly Explained[]): string {
  return markdownTable([
    ["Signal", "What it is", "What users notice", "What to do"],
    ...signals.map(({ action, id, meaning, title }) => [`\`${id}\``, title, meaning, action]),
  ]);
}

/**
 * The page with its tables as the signals are.
 *
 * @throws Error as `fillTables`
 */
export function renderMonitoringPage(page: string): string {
  return fillTables(page, "monitoring", TABLES);
}

/**
 * The page of health reports with its tables as the signals are.
 *
 * @throws Error as `fillTables`
 */
export function renderHealthPage(page: string): string {
  return fillTables(page, "health", HEALTH_TABLES);
}

function healthTable(signals: readonly HealthSignal[]): string {
  return markdownTable([
    ["Signal", "Code", "Status", "What it is", "Bad", "Why this value"],
    ...signals.map(({ bad = "above", health, id, title, unit, value, why }) => [
      `\`${id}\``,
      `\`${health.code}\``,
      health.severity,
      title,
      `${bad} ${quantityText(value, unit)}`,
      why,
    ]),
  ]);
}

function rowOf({ cloudwatch, ...signal }: Omit<Threshold<string>, "group">): Row {
  const metric = cloudwatch === undefined ? "–" : `${cloudwatch.metric}, ${cloudwatch.statistic}`;
  return { ...signal, metric };
}

function valueText({ bad = "above", unit, value, valueOnTwoProcessors }: Row): string {
  const text = `${bad} ${quantityText(value, unit)}`;
  if (valueOnTwoProcessors === undefined) return text;
  return `${text}; ${quantityText(valueOnTwoProcessors, unit)} with two processors`;
}

if (require.main === module) {
  writeFileSync(MONITORING_PAGE, renderMonitoringPage(readFileSync(MONITORING_PAGE, "utf8")));
  writeFileSync(HEALTH_PAGE, renderHealthPage(readFileSync(HEALTH_PAGE, "utf8")));
}
