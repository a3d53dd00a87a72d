import type { Manifest } from "../../constructs/core/manifest";
import { type HealthSignal, REDIS_HEALTH_SIGNALS } from "../health-signals";
import type { Thresholds } from "../health/judge";
import { MEMCACHED_HEALTH_SIGNALS } from "../memcached-health-signals";
import { isLasting } from "../threshold";
import type { AlertExpressions } from "./alert-expression";
import { MEMCACHED_EXPRESSIONS } from "./memcached-expressions";
import { REDIS_EXPRESSIONS } from "./redis-expressions";

/** An alert as Prometheus reads it (Prometheus documentation, "Alerting rules"). */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string; readonly signal: string; readonly kind: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** What Prometheus takes as a file of rules; JSON of it is YAML as well. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

/** Alerts of every signal that has a threshold, named by the codes of health reports. */
export function prometheusRules(thresholds: Thresholds): RuleFile {
  return {
    groups: [
      {
        name: "cachefort-redis",
        rules: rulesOf("redis-cluster", REDIS_HEALTH_SIGNALS, REDIS_EXPRESSIONS, thresholds),
      },
      {
        name: "cachefort-memcached",
        rules: rulesOf("memcached", MEMCACHED_HEALTH_SIGNALS, MEMCACHED_EXPRESSIONS, thresholds),
      },
    ],
  };
}

function rulesOf<Id extends string>(
  kind: Manifest["kind"],
  signals: readonly HealthSignal<Id>[],
  expressions: AlertExpressions<Id>,
  thresholds: Thresholds,
): AlertRule[] {
  // Where evictions are not judged, no number of them makes a full node critical.
  const evictions = String(thresholds.get("evictions") ?? "+Inf");
  return signals.flatMap((signal) => {
    const value = thresholds.get(signal.id);
    if (value === undefined) return [];
    const { action, health, id, meaning, title, window } = signal;
    return expressions[id](value, evictions).map(({ expr, severity = health.severity }) => ({
      alert: health.code,
      expr,
      ...(isLasting(window) ? { for: `${window.periodSeconds * window.periods}s` } : {}),
      labels: { severity, signal: id, kind },
      annotations: {
        summary: `${title} of {{ $labels.cache }} {{ $labels.node }}: {{ $value }}`,
        description: `${meaning} ${action}`,
      },
    }));
  });
}
