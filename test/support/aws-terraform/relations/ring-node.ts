import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const SERVICE = "aws_ecs_service";
const TASK = "aws_ecs_task_definition";
const NAME = "aws_service_discovery_service";
const NAMESPACE = "aws_service_discovery_private_dns_namespace";
const SECURITY_GROUP = "aws_security_group";
const OTHER_SUBNET = "subnet-0123456789abcdef9";

const serviceOf = (stack: StackView, id: string) => stack.argumentsOf(SERVICE, id);
const subnetsOf = (id: string) => `${SERVICE}.${id}.network_configuration[0].subnets`;
const networkOf = (stack: StackView, id: string) =>
  serviceOf(stack, id)["network_configuration"] as { subnets: string[]; security_groups: string[] };

/** Where the nodes of a ring run and under which names. */
export const RING_NODE_RELATIONS: readonly Relation[] = [
  {
    message: "a node runs in another cluster of ECS than that of the stack",
    conditions: (stack) =>
      stack
        .each(SERVICE, "cluster")
        .map((cluster) => `${cluster} == ${stack.the("aws_ecs_cluster", "arn")}`),
    misWire: (stack) => {
      serviceOf(stack, "pages_0")["cluster"] =
        "arn:aws:ecs:eu-central-1:012345678901:cluster/another";
    },
  },
  {
    message: "a service runs the task of another node",
    conditions: (stack) =>
      stack.nodes().map(({ id }) => `${SERVICE}.${id}.task_definition == ${TASK}.${id}.arn`),
    misWire: (stack) => {
      serviceOf(stack, "pages_1")["task_definition"] = `\${${TASK}.pages_0.arn}`;
    },
  },
  {
    message: "a node is found under the name of another one",
    conditions: (stack) =>
      stack
        .nodes()
        .map(
          ({ id }) => `${SERVICE}.${id}.service_registries[0].registry_arn == ${NAME}.${id}.arn`,
        ),
    misWire: (stack) => {
      serviceOf(stack, "pages_1")["service_registries"] = {
        registry_arn: `\${${NAME}.pages_0.arn}`,
      };
    },
  },
  {
    message: "the name of a node lies in another domain than that of the stack",
    conditions: (stack) =>
      stack
        .nodes()
        .flatMap(({ id }) => [
          `${NAME}.${id}.namespace_id == ${stack.the(NAMESPACE, "id")}`,
          `${NAME}.${id}.dns_config[0].namespace_id == ${stack.the(NAMESPACE, "id")}`,
        ]),
    misWire: (stack) => {
      const config = stack.argumentsOf(NAME, "feeds_0")["dns_config"] as { namespace_id: string };
      config.namespace_id = "ns-another";
    },
  },
  {
    message: "the domain of the nodes is resolved in another network",
    conditions: (stack) =>
      stack.each(NAMESPACE, "vpc").map((vpcId) => `${vpcId} == ${stack.vpcId()}`),
    misWire: (stack) => {
      stack.argumentsOf(NAMESPACE, stack.one(NAMESPACE))["vpc"] = "vpc-0123456789abcdef1";
    },
  },
  {
    message: "the manifest of a ring tells other addresses than the names of its nodes",
    conditions: (stack) =>
      stack.rings().map((ring) => {
        const hosts = stack
          .nodes(ring)
          .map(({ id }) => `"\${${NAME}.${id}.name}.\${${stack.the(NAMESPACE, "name")}}"`);
        return holdsExactly(`output.manifests[${JSON.stringify(ring)}].nodes[*].host`, hosts);
      }),
    misWire: (stack) => {
      const [, node] = stack.manifest("pages")["nodes"] as { host: string }[];
      if (node !== undefined) node.host = "pages-0.prod.cachefort.internal";
    },
  },
  {
    message: "the nodes of a ring are in other security groups than its own",
    conditions: (stack) =>
      stack
        .nodes()
        .map(({ id, ring }) =>
          holdsExactly(
            `${SERVICE}.${id}.network_configuration[0].security_groups`,
            stack.each(SECURITY_GROUP, "id", `${ring}_security-group_`),
          ),
        ),
    misWire: (stack) => {
      const other = stack.the(SECURITY_GROUP, "id", "pages_security-group_");
      networkOf(stack, "feeds_0").security_groups = [`\${${other}}`];
    },
  },
  {
    message: "a node lies elsewhere than in a private subnet of the network",
    conditions: (stack) =>
      stack
        .nodes()
        .map(
          ({ id }) =>
            `length(${subnetsOf(id)}) == 1 && length(setsubtract(${subnetsOf(id)}, [${stack.subnetIds().join(", ")}])) == 0`,
        ),
    misWire: (stack) => {
      networkOf(stack, "feeds_0").subnets = [OTHER_SUBNET];
    },
  },
  {
    message: "nodes of a ring share a zone although another one has none",
    conditions: (stack) =>
      stack.rings().map((ring) => {
        const nodes = stack.nodes(ring).map(({ id }) => subnetsOf(id));
        const zones = Math.min(nodes.length, stack.subnetIds().length);
        return `length(setunion(${nodes.join(", ")})) == ${zones}`;
      }),
    misWire: (stack) => {
      networkOf(stack, "pages_1").subnets = networkOf(stack, "pages_0").subnets;
    },
  },
];
