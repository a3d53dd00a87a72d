import type { Finding } from "./finding";
import type { MemcachedFigures } from "./memcached-figures";
import type { RedisFigures } from "./redis-figures";
import type { CacheHealth, HealthReport, NodeHealth } from "./report";
import { percentOf } from "./share";

/** One column of the table of nodes. */
interface Column {
  readonly title: string;
  /** Numbers stand under each other by their last digit. */
  readonly isNumber?: true;
  readonly of: (figures: RedisFigures | MemcachedFigures) => string;
}

const NOTHING = "–";

const COLUMNS: readonly Column[] = [
  { title: "role", of: (figures) => ("role" in figures ? (figures.role ?? NOTHING) : NOTHING) },
  { title: "hits", isNumber: true, of: ({ hitPercent }) => percent(hitPercent) },
  {
    title: "memory",
    isNumber: true,
    of: ({ limitBytes, usedBytes }) => percent(percentOf(usedBytes, limitBytes)),
  },
  { title: "clients", isNumber: true, of: ({ connections }) => whole(connections) },
  { title: "p95 ms", isNumber: true, of: ({ response }) => tenths(response?.p95) },
  { title: "cmd/s", isNumber: true, of: ({ commandsPerSecond }) => whole(commandsPerSecond) },
  { title: "cert days", isNumber: true, of: ({ certificateDays }) => whole(certificateDays) },
];

/** A report as lines of at most 80 columns, but for what was found. */
export function healthText({ caches, environment, status, windowSeconds }: HealthReport): string {
  const seconds = Math.round(windowSeconds * 10) / 10;
  return [
    `${environment}: ${status}, over ${seconds} s`,
    ...caches.flatMap((cache) => ["", ...cacheLines(cache)]),
    "",
  ].join("\n");
}

function cacheLines({ findings, kind, name, nodes, status }: CacheHealth): string[] {
  const titles = ["node", "status", ...COLUMNS.map(({ title }) => title)];
  const rows = nodes.map(rowOf);
  const widths = titles.map((title, index) =>
    Math.max(...[title, ...rows.map((row) => row[index] ?? "")].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return COLUMNS[index - 2]?.isNumber === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [
    `${name} (${kind}): ${status}`,
    `  ${line(titles)}`,
    ...rows.map((row) => `  ${line(row)}`),
    ...byCode(findings).flatMap(findingLines),
  ];
}

/** What several nodes have stands together. */
function byCode(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = `${finding.severity} ${finding.code}`;
    groups.set(kind, [...(groups.get(kind) ?? []), finding]);
  }
  return [...groups.values()];
}

function findingLines(same: readonly Finding[]): string[] {
  const [first] = same;
  if (first === undefined) return [];
  return [
    `  ${first.severity} ${first.code}`,
    ...same.map(({ node, text }) => `    ${node === undefined ? "" : `${node}: `}${text}`),
    `    → ${first.action}`,
  ];
}

function rowOf({ figures, node, status }: NodeHealth): string[] {
  return [
    node,
    status,
    ...COLUMNS.map(({ of }) => (figures === undefined ? NOTHING : of(figures))),
  ];
}

function percent(value: number | undefined): string {
  return value === undefined ? NOTHING : `${Math.round(value)} %`;
}

function whole(value: number | undefined): string {
  return value === undefined ? NOTHING : Math.round(value).toLocaleString("en");
}

function tenths(value: number | undefined): string {
  return value === undefined ? NOTHING : value.toFixed(1);
}
