import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const ALARM = "aws_cloudwatch_metric_alarm";
const DASHBOARD = "aws_cloudwatch_dashboard";
const LOG_GROUP = "aws_cloudwatch_log_group";
const OTHER_TOPIC = "arn:aws:sns:eu-central-1:012345678901:another";

/** Nodes that the alarms of a cluster for one signal look at: what is more than one alarm's has a number. */
function watched(stack: StackView, cluster: string): Map<string, string[]> {
  const signals = new Map<string, string[]>();
  for (const id of stack.ids(ALARM).filter((each) => each.startsWith(`${cluster}_alarms_`))) {
    const signal = id.replace(/(-\d+)?_[0-9A-F]+$/, "");
    const nodes = `flatten([for query in ${ALARM}.${id}.metric_query : [for metric in query.metric : metric.dimensions["CacheClusterId"]]])`;
    signals.set(signal, [...(signals.get(signal) ?? []), nodes]);
  }
  return signals;
}

/** Who looks at a cluster and who is told. */
export const WATCHING_RELATIONS: readonly Relation[] = [
  {
    message: "the alarms of a signal leave out a node of their cluster",
    conditions: (stack) =>
      stack.ofClusters((name, group) =>
        [...watched(stack, name).values()].map(
          (nodes) =>
            `length(setsubtract(${group}.member_clusters, concat(${nodes.join(", ")}))) == 0`,
        ),
      ),
    misWire: (stack) => {
      const alarm = stack.argumentsOf(ALARM, stack.one(ALARM, "sessions_alarms_memory_"));
      alarm["metric_query"] = (alarm["metric_query"] as object[]).slice(0, -1) as never;
    },
  },
  {
    message: "an alarm looks at a node of another cluster",
    conditions: (stack) =>
      stack.ofClusters((name, group) =>
        [...watched(stack, name).values()].map(
          (nodes) =>
            `alltrue([for node in concat(${nodes.join(", ")}) : startswith(node, "\${${group}.replication_group_id}-")])`,
        ),
      ),
    misWire: (stack) => {
      const alarm = stack.argumentsOf(ALARM, stack.one(ALARM, "carts_alarms_connections-2_"));
      const text = JSON.stringify(alarm["metric_query"]);
      // The last node is one that autoscaling may add, which the cluster does not have yet.
      const other = text.replace("prod-carts-0004-003", "prod-sessions-0004-003");
      alarm["metric_query"] = JSON.parse(other) as never;
    },
  },
  {
    message: "an alarm tells others than the topic of the stack",
    conditions: (stack) =>
      ["alarm_actions", "ok_actions"].flatMap((actions) =>
        stack.each(ALARM, actions).map((told) => holdsExactly(told, [stack.topicArn()])),
      ),
    misWire: (stack) => {
      const alarm = stack.argumentsOf(ALARM, stack.one(ALARM, "sessions_alarms_connections_"));
      alarm["ok_actions"] = [OTHER_TOPIC];
    },
  },
  {
    message: "the topic is encrypted with another key than that of the stack",
    conditions: (stack) =>
      stack.each("aws_sns_topic", "kms_master_key_id").map((key) => `${key} == ${stack.keyArn()}`),
    misWire: (stack) => {
      stack.argumentsOf("aws_sns_topic", stack.one("aws_sns_topic"))["kms_master_key_id"] =
        "alias/aws/sns";
    },
  },
  {
    message: "the policy of the topic is that of another one",
    conditions: (stack) =>
      stack.each("aws_sns_topic_policy", "arn").map((arn) => `${arn} == ${stack.topicArn()}`),
    misWire: (stack) => {
      stack.argumentsOf("aws_sns_topic_policy", stack.one("aws_sns_topic_policy"))["arn"] =
        OTHER_TOPIC;
    },
  },
  {
    message: "the policy of the topic speaks of another one",
    conditions: (stack) =>
      stack
        .each("aws_sns_topic_policy", "policy")
        .map(
          (policy) =>
            `alltrue([for each in jsondecode(${policy}).Statement : endswith(each.Resource, ":\${${stack.the("aws_sns_topic", "name")}}")])`,
        ),
    misWire: (stack) => {
      const policy = stack.one("aws_sns_topic_policy");
      stack.replaceIn("aws_sns_topic_policy", policy, "policy", "prod-alarms", "prod-others");
    },
  },
  {
    message: "an address is told of another topic",
    conditions: (stack) =>
      stack
        .each("aws_sns_topic_subscription", "topic_arn")
        .map((arn) => `${arn} == ${stack.topicArn()}`),
    misWire: (stack) => {
      const type = "aws_sns_topic_subscription";
      stack.argumentsOf(type, stack.one(type))["topic_arn"] = OTHER_TOPIC;
    },
  },
  {
    message: "a dashboard leaves out a node of its cluster",
    conditions: (stack) =>
      stack.ofClusters((name, group) =>
        stack
          .each(DASHBOARD, "dashboard_body", `${name}_dashboard_`)
          .map(
            (body) =>
              `alltrue([for node in ${group}.member_clusters : strcontains(${body}, node)])`,
          ),
      ),
    misWire: (stack) => {
      const dashboard = stack.one(DASHBOARD, "sessions_");
      stack.replaceIn(DASHBOARD, dashboard, "dashboard_body", "prod-sessions-", "prod-carts-");
    },
  },
  {
    message: "a log group is encrypted with another key than that of the stack",
    conditions: (stack) =>
      stack.each(LOG_GROUP, "kms_key_id").map((key) => `${key} == ${stack.keyArn()}`),
    misWire: (stack) => {
      delete stack.argumentsOf(LOG_GROUP, stack.one(LOG_GROUP, "sessions_logs_slow-log_"))[
        "kms_key_id"
      ];
    },
  },
];
