import { LEAST_READS } from "../health/hit-rate";
import { type AlertExpression, when } from "./alert-expression";

const SECONDS_PER_DAY = 86_400;
const MS_PER_SECOND = 1000;

/**
 * Share of reads that found their key, where there were enough to judge.
 *
 * @param hits how many there were, with the same labels as `misses`
 */
export function hitRateBelow(
  hits: string,
  misses: string,
  percent: number,
): readonly AlertExpression[] {
  const reads = `(${hits} + ${misses})`;
  return when(`100 * ${hits} / ${reads} < ${percent} and ${reads} >= ${LEAST_READS}`);
}

/** @param up metric that the nodes of the engine have */
export function answersLaterThan(up: string, ms: number): readonly AlertExpression[] {
  return when(`cachefort_response_seconds * ${MS_PER_SECOND} > ${ms} and on (cache, node) ${up}`);
}

/** @param up metric that the nodes of the engine have */
export function certificateEndsWithin(up: string, days: number): readonly AlertExpression[] {
  const left = "cachefort_certificate_expiry_timestamp_seconds - time()";
  return when(`(${left}) / ${SECONDS_PER_DAY} < ${days} and on (cache, node) ${up}`);
}

/** @param up metric that the nodes of the engine have */
export function belowFloor(up: string, nodes: number): readonly AlertExpression[] {
  return when(`cachefort_version_below_floor > ${nodes} and on (cache, node) ${up}`);
}
