import {
  SERVERLESS_SIGNALS,
  type ServerlessSignal,
  type ServerlessSignalId,
} from "../../../monitor/serverless-thresholds";
import { type AlarmFormula, alarmText, type PlannedAlarm } from "../../aws/alarm-plan";
import type { AlarmProps } from "../../aws/alarm-props";
import { resourceName } from "../../aws/names";
import { thresholdsOf } from "./alarm-thresholds";
import { ELASTICACHE_NAMESPACE } from "./member-metrics";
import type { ServerlessRedisModel } from "./serverless-redis-model";

/** How the alarms of a serverless cache differ from `docs/monitoring.md`. */
export type ServerlessAlarmProps = AlarmProps<ServerlessSignalId>;

/** The service says GB and counts bytes; of the two sizes of one the smaller, which is told of earlier. */
const BYTES_OF_A_GB = 1_000_000_000;

/**
 * The alarms of a serverless cache, one for each signal. What nobody uses has no data, and is well.
 *
 * @throws ValidationError as `thresholdsOf`
 */
export function serverlessAlarmPlan(
  model: ServerlessRedisModel,
  alarms: ServerlessAlarmProps = {},
): readonly PlannedAlarm[] {
  const judge = {
    whyWithout: (signal: ServerlessSignal) =>
      signal.needs === undefined || wholeOf(model, signal) !== undefined
        ? undefined
        : `the cache has no ${signal.needs}`,
    valueOf: ({ value }: ServerlessSignal) => value,
  };
  const whose = `${model.name} in ${model.environment}`;
  return thresholdsOf(SERVERLESS_SIGNALS, judge, alarms).flatMap(({ signal, threshold }) => {
    if (threshold === undefined) return [];
    const { bad = "above", cloudwatch, id, window } = signal;
    const whole = wholeOf(model, signal);
    const metric = {
      namespace: ELASTICACHE_NAMESPACE,
      ...cloudwatch,
      dimensions: { clusterId: model.id },
    };
    return [
      {
        id,
        name: resourceName({ name: model.environment }, `${model.name}-${id}`),
        description: alarmText(signal, threshold, whose),
        bad,
        threshold,
        window,
        metrics: [metric],
        ...(whole === undefined ? {} : { formula: percentageOf(whole) }),
      },
    ];
  });
}

/** What the metric may be at most in a period; `undefined` where nothing limits it. */
function wholeOf(
  { ecpuPerSecond, storageGb }: ServerlessRedisModel,
  { needs, window }: ServerlessSignal,
): number | undefined {
  if (needs === "storage limit" && storageGb.max !== undefined) {
    return storageGb.max * BYTES_OF_A_GB;
  }
  if (needs === "ECPU limit" && ecpuPerSecond.max !== undefined) {
    return ecpuPerSecond.max * window.periodSeconds;
  }
  return undefined;
}

function percentageOf(whole: number): AlarmFormula {
  return { id: "percent", label: "Use of the limit", expression: `100 * m1 / ${whole}` };
}
