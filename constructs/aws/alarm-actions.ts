import { ValidationError } from "../core/errors";
import type { IAlarmTopic } from "./alarm-topic";

/** Actions of one alarm; CloudWatch, "Service quotas": it cannot be raised. */
const MOST_ACTIONS = 5;

/**
 * Whom an alarm tells.
 *
 * @throws ValidationError AWS_ALARM_ACTIONS
 */
export function requireAlarmActions(topics: readonly IAlarmTopic[]): string[] {
  if (topics.length >= 1 && topics.length <= MOST_ACTIONS) {
    return topics.map(({ topicArn }) => topicArn);
  }
  throw new ValidationError("AWS_ALARM_ACTIONS", {
    problem: "an alarm tells nobody, or more topics than CloudWatch lets it",
    received: topics.length,
    allowed: `1 to ${MOST_ACTIONS} topics`,
    fix: "change alarms.actions; a topic has any number of subscribers",
  });
}
