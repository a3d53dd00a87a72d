import { ValidationError } from "../../core/errors";

/** When the service works on a cluster; all times are UTC. */
export interface Windows {
  /** Once a week: patches and changes that wait for it; `ddd:hh:mm-ddd:hh:mm`. */
  readonly maintenance: string;
  /** Daily: the snapshot; `hh:mm-hh:mm`. */
  readonly snapshot: string;
}

/** Both at night in Europe, one after the other. */
export const DEFAULT_WINDOWS: Windows = {
  maintenance: "sun:03:00-sun:04:00",
  snapshot: "01:00-02:00",
};

/** A run of minutes that may go over the end of the week or of the day. */
interface Span {
  readonly start: number;
  readonly length: number;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY = 24 * 60;
const WEEK = 7 * DAY;
const LEAST = 60;

const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
const SNAPSHOT = new RegExp(`^${TIME}-${TIME}$`);
const MAINTENANCE = new RegExp(`^(${DAYS.join("|")}):${TIME}-(${DAYS.join("|")}):${TIME}$`);

/**
 * Refuses windows that the service would refuse.
 *
 * @throws ValidationError ELASTICACHE_MAINTENANCE_WINDOW, ELASTICACHE_SNAPSHOT_WINDOW,
 * ELASTICACHE_WINDOWS_OVERLAP
 */
export function requireWindows(windows: Windows): Windows {
  const maintenance = maintenanceSpan(windows.maintenance);
  const snapshot = snapshotSpan(windows.snapshot);
  const isShared = DAYS.some((_, day) =>
    overlap(maintenance, { ...snapshot, start: day * DAY + snapshot.start }),
  );
  if (!isShared) return windows;
  throw new ValidationError("ELASTICACHE_WINDOWS_OVERLAP", {
    problem: "the daily snapshot and the weekly maintenance would be at the same time",
    received: windows,
    allowed: "windows without a common minute",
    fix: "move one of maintenanceWindow and snapshotWindow",
  });
}

/**
 * Refuses a window that is none, for what has no snapshots.
 *
 * @throws ValidationError ELASTICACHE_MAINTENANCE_WINDOW
 */
export function requireMaintenanceWindow(window: string): string {
  maintenanceSpan(window);
  return window;
}

function maintenanceSpan(text: string): Span {
  const [matched, startDay = "", h1, m1, endDay = "", h2, m2] = MAINTENANCE.exec(text) ?? [];
  const start = DAYS.indexOf(startDay) * DAY + minutes(h1, m1);
  const span = spanOf(start, DAYS.indexOf(endDay) * DAY + minutes(h2, m2), WEEK);
  if (matched !== undefined && span.length >= LEAST) return span;
  throw new ValidationError("ELASTICACHE_MAINTENANCE_WINDOW", {
    problem: "maintenanceWindow is no window of an hour or more",
    received: text,
    allowed: `ddd:hh:mm-ddd:hh:mm in UTC, ${LEAST} minutes or more, days in small letters`,
    fix: `such as ${DEFAULT_WINDOWS.maintenance}`,
  });
}

function snapshotSpan(text: string): Span {
  const [matched, h1, m1, h2, m2] = SNAPSHOT.exec(text) ?? [];
  const span = spanOf(minutes(h1, m1), minutes(h2, m2), DAY);
  if (matched !== undefined && span.length >= LEAST) return span;
  throw new ValidationError("ELASTICACHE_SNAPSHOT_WINDOW", {
    problem: "snapshotWindow is no window of an hour or more",
    received: text,
    allowed: `hh:mm-hh:mm in UTC, ${LEAST} minutes or more`,
    fix: `such as ${DEFAULT_WINDOWS.snapshot}`,
  });
}

function minutes(hours: string | undefined, rest: string | undefined): number {
  return Number(hours) * 60 + Number(rest);
}

function spanOf(start: number, end: number, period: number): Span {
  return { start, length: (end - start + period) % period };
}

function overlap(a: Span, b: Span): boolean {
  const distance = (from: number, to: number): number => (to - from + WEEK) % WEEK;
  return distance(a.start, b.start) < a.length || distance(b.start, a.start) < b.length;
}
