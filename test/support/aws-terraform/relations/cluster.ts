import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const GROUP = "aws_elasticache_replication_group";
const PARAMETERS = "aws_elasticache_parameter_group";
const SUBNETS = "aws_elasticache_subnet_group";
const LOG_GROUP = "aws_cloudwatch_log_group";
const SECURITY_GROUP = "aws_security_group";

/** Arguments of the cluster that relations break; `carts` is there to be mistaken for it. */
const sessions = (stack: StackView) => stack.argumentsOf(GROUP, "sessions");
const LOGS = ["slow-log", "engine-log"];

function logGroups(stack: StackView, cluster: string, kind: string): string[] {
  return stack.each(LOG_GROUP, "name", `${cluster}_logs_${kind}_`);
}

/** Where a cluster lies and what it is made with. */
export const CLUSTER_RELATIONS: readonly Relation[] = [
  {
    message: "a cluster lies in another subnet group than its own",
    conditions: (stack) =>
      stack.ofClusters((name, group) => [`${group}.subnet_group_name == ${SUBNETS}.${name}.name`]),
    misWire: (stack) => {
      sessions(stack)["subnet_group_name"] = `\${${SUBNETS}.carts.name}`;
    },
  },
  {
    message: "a subnet group holds other subnets than the private ones of the network",
    conditions: (stack) =>
      stack
        .ids(SUBNETS)
        .map((id) => holdsExactly(`${SUBNETS}.${id}.subnet_ids`, stack.subnetIds())),
    misWire: (stack) => {
      const group = stack.argumentsOf(SUBNETS, "sessions");
      group["subnet_ids"] = (group["subnet_ids"] as string[]).slice(1);
    },
  },
  {
    message: "the nodes of a cluster are in other security groups than its own",
    conditions: (stack) =>
      stack.ofClusters((name, group) => [
        holdsExactly(
          `${group}.security_group_ids`,
          stack.each(SECURITY_GROUP, "id", `${name}_security-group_`),
        ),
      ]),
    misWire: (stack) => {
      const other = stack.the(SECURITY_GROUP, "id", "carts_");
      sessions(stack)["security_group_ids"] = [`\${${other}}`];
    },
  },
  {
    message: "a security group lies in another network",
    conditions: (stack) =>
      stack.each(SECURITY_GROUP, "vpc_id").map((vpcId) => `${vpcId} == ${stack.vpcId()}`),
    misWire: (stack) => {
      const group = stack.argumentsOf(SECURITY_GROUP, stack.one(SECURITY_GROUP, "servers_"));
      group["vpc_id"] = "vpc-0123456789abcdef0";
    },
  },
  {
    message: "a cluster takes other parameters than those of its own group",
    conditions: (stack) =>
      stack.ofClusters((name, group) =>
        stack
          .ids(PARAMETERS)
          .filter((id) => id === name)
          .map((id) => `${group}.parameter_group_name == ${PARAMETERS}.${id}.name`),
      ),
    misWire: (stack) => {
      sessions(stack)["parameter_group_name"] = `\${${PARAMETERS}.carts.name}`;
    },
  },
  {
    message: "data at rest is encrypted with another key than that of the stack",
    conditions: (stack) =>
      stack.ofClusters((_, group) => [`${group}.kms_key_id == ${stack.keyArn()}`]),
    misWire: (stack) => {
      sessions(stack)["kms_key_id"] = "arn:aws:kms:eu-central-1:012345678901:key/another";
    },
  },
  {
    message: "the alias names another key than that of the stack",
    conditions: (stack) =>
      stack
        .each("aws_kms_alias", "target_key_id")
        .map((key) => `${key} == ${stack.the("aws_kms_key", "key_id")}`),
    misWire: (stack) => {
      stack.argumentsOf("aws_kms_alias", stack.one("aws_kms_alias"))["target_key_id"] =
        "00000000-0000-0000-0000-000000000000";
    },
  },
  {
    message: "a log of a cluster goes elsewhere than to its own log group",
    conditions: (stack) =>
      stack.ofClusters((name, group) =>
        LOGS.map((kind) =>
          holdsExactly(
            `[for log in ${group}.log_delivery_configuration : log.destination if log.log_type == "${kind}"]`,
            logGroups(stack, name, kind),
          ),
        ),
      ),
    misWire: (stack) => {
      const [, engineLog] = sessions(stack)["log_delivery_configuration"] as {
        destination: string;
      }[];
      if (engineLog !== undefined)
        engineLog.destination = `\${${stack.the(LOG_GROUP, "name", "carts_logs_engine-log_")}}`;
    },
  },
  {
    message: "the manifest tells another end point than that of its cluster",
    conditions: (stack) =>
      stack.ofClusters((name, group) => [
        `output.manifests["${name}"].entrypoints[0].host == ${group}.configuration_endpoint_address`,
      ]),
    misWire: (stack) => {
      stack.manifest("sessions")["entrypoints"] = stack.manifest("carts")["entrypoints"] ?? null;
    },
  },
  {
    message: "what scales by itself is not the cluster that asks for it",
    conditions: (stack) =>
      stack
        .ids("aws_appautoscaling_target")
        .map(
          (id) =>
            `aws_appautoscaling_target.${id}.resource_id == "replication-group/\${${GROUP}.${id.split("_")[0]}.id}"`,
        ),
    misWire: (stack) => {
      const target = stack.argumentsOf("aws_appautoscaling_target", "carts_replicas");
      target["resource_id"] = `replication-group/\${${GROUP}.sessions.id}`;
    },
  },
  {
    message: "a policy of autoscaling moves another number than that of its target",
    conditions: (stack) =>
      stack
        .ids("aws_appautoscaling_policy")
        .map(
          (id) =>
            `aws_appautoscaling_policy.${id}.scalable_dimension == aws_appautoscaling_target.${id}.scalable_dimension`,
        ),
    misWire: (stack) => {
      const policy = stack.argumentsOf("aws_appautoscaling_policy", "carts_replicas");
      policy["scalable_dimension"] = "${aws_appautoscaling_target.carts_shards.scalable_dimension}";
    },
  },
];
