/** From well to bad. */
export const HEALTH_STATUSES = ["healthy", "warning", "critical"] as const;

export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** The worst of all; nothing is healthy. */
export function worstOf(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst = 0;
  for (const status of statuses) worst = Math.max(worst, HEALTH_STATUSES.indexOf(status));
  return HEALTH_STATUSES[worst] ?? "critical";
}

/** Whether a status is as bad as a limit, or worse. */
export function isAsBadAs(status: HealthStatus, limit: HealthStatus): boolean {
  return HEALTH_STATUSES.indexOf(status) >= HEALTH_STATUSES.indexOf(limit);
}
