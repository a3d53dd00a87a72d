import { holdsExactly, quoted, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const ALARM = "aws_cloudwatch_metric_alarm";
const CLUSTER = "aws_ecs_cluster";
const LOG_GROUP = "aws_cloudwatch_log_group";
const SERVICE = "aws_ecs_service";

/** Dimensions of the metrics of alarms. */
const dimensions = (alarms: readonly string[]) =>
  `flatten([${alarms.map((id) => `[for query in ${ALARM}.${id}.metric_query : [for metric in query.metric : metric.dimensions]]`).join(", ")}])`;

const alarmsOf = (stack: StackView, ring: string) =>
  stack.ids(ALARM).filter((id) => id.startsWith(`${ring}_alarms_`));

/** Alarms of a ring by their signal: what is more than one alarm's has a number. */
function signalsOf(stack: StackView, ring: string): string[][] {
  const signals = new Map<string, string[]>();
  for (const id of alarmsOf(stack, ring)) {
    const signal = id.replace(/(-\d+)?_[0-9A-F]+$/, "");
    signals.set(signal, [...(signals.get(signal) ?? []), id]);
  }
  return [...signals.values()];
}

function queriesOf(
  stack: StackView,
  start: string,
): { metric?: { dimensions: Record<string, string> } }[] {
  return stack.argumentsOf(ALARM, stack.one(ALARM, start))["metric_query"] as never;
}

/** Who looks at the nodes of a ring, and at those who enter them. */
export const RING_WATCHING_RELATIONS: readonly Relation[] = [
  {
    message: "the alarms of a signal look at other nodes than those of their ring",
    conditions: (stack) =>
      stack.rings().flatMap((ring) =>
        signalsOf(stack, ring).map((alarms) =>
          holdsExactly(
            `[for each in ${dimensions(alarms)} : try(each.ServiceName, "\${each.Ring}-\${each.Node}")]`,
            stack.nodes(ring).map(({ id }) => `${SERVICE}.${id}.name`),
          ),
        ),
      ),
    misWire: (stack) => {
      queriesOf(stack, "pages_alarms_evictions_").pop();
    },
  },
  {
    message: "an alarm looks at services of another cluster of ECS",
    conditions: (stack) =>
      stack
        .rings()
        .map(
          (ring) =>
            `alltrue([for each in ${dimensions(alarmsOf(stack, ring))} : each.ClusterName == ${stack.the(CLUSTER, "name")} if can(each.ServiceName)])`,
        ),
    misWire: (stack) => {
      const [, query] = queriesOf(stack, "feeds_alarms_task-memory_");
      if (query?.metric !== undefined) query.metric.dimensions["ClusterName"] = "another";
    },
  },
  {
    message: "commands in tasks are encrypted with another key than that of the stack",
    conditions: (stack) =>
      stack
        .each(CLUSTER, "configuration")
        .map(
          (each) => `${each}[0].execute_command_configuration[0].kms_key_id == ${stack.keyArn()}`,
        ),
    misWire: (stack) => {
      commands(stack)["kms_key_id"] = "arn:aws:kms:eu-central-1:012345678901:key/another";
    },
  },
  {
    message: "commands in tasks are logged elsewhere than in their own log group",
    conditions: (stack) =>
      stack
        .each(CLUSTER, "configuration")
        .map(
          (each) =>
            `${each}[0].execute_command_configuration[0].log_configuration[0].cloud_watch_log_group_name == ${stack.the(LOG_GROUP, "name", "cachefort-ecs_exec-log_")}`,
        ),
    misWire: (stack) => {
      const log = commands(stack)["log_configuration"] as Record<string, string>;
      log["cloud_watch_log_group_name"] = `\${${stack.the(LOG_GROUP, "name", "pages_logs_")}}`;
    },
  },
  {
    message: "a node is told by another service than its own",
    conditions: (stack) =>
      stack.rings().map((ring) => {
        const refs = stack
          .nodes(ring)
          .map(({ id }) => `"\${${stack.the(CLUSTER, "name")}}/\${${SERVICE}.${id}.name}"`);
        return holdsExactly(`output.manifests[${quoted(ring)}].nodes[*].ref`, refs);
      }),
    misWire: (stack) => {
      const [node] = stack.manifest("feeds")["nodes"] as { ref: string }[];
      if (node !== undefined) node.ref = "cachefort-prod/pages-0";
    },
  },
];

function commands(stack: StackView): Record<string, unknown> {
  const configuration = stack.argumentsOf(CLUSTER, stack.one(CLUSTER))["configuration"];
  return (configuration as { execute_command_configuration: Record<string, unknown> })
    .execute_command_configuration;
}
