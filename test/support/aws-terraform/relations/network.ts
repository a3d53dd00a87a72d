import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const ENDPOINT = "aws_vpc_endpoint";
const FLOW_LOG = "aws_flow_log";
const LOG_GROUP = "aws_cloudwatch_log_group";
const ROLE_POLICY = "aws_iam_role_policy";
const ROUTES = "aws_route_table_association";
const OTHER_VPC = "vpc-0123456789abcdef1";
const PARTS_OF_A_VPC = ["aws_subnet", "aws_route_table", "aws_default_security_group"];

/** Ids of the endpoints of a kind. */
function endpoints(stack: StackView, kind: "Gateway" | "Interface"): string[] {
  return stack
    .ids(ENDPOINT)
    .filter((id) => stack.argumentsOf(ENDPOINT, id)["vpc_endpoint_type"] === kind);
}

const argumentsOfEndpoint = (stack: StackView, service: string) =>
  stack.argumentsOf(ENDPOINT, stack.one(ENDPOINT, `vpc_endpoints_${service}_`));
const argumentsOfFlowLog = (stack: StackView) => stack.argumentsOf(FLOW_LOG, stack.one(FLOW_LOG));

/** The network that a stack makes. */
export const NETWORK_RELATIONS: readonly Relation[] = [
  {
    message: "a subnet, a route table or the default security group is of another network",
    conditions: (stack) =>
      PARTS_OF_A_VPC.flatMap((type) => stack.each(type, "vpc_id")).map(
        (vpcId) => `${vpcId} == ${stack.vpcId()}`,
      ),
    misWire: (stack) => {
      const type = "aws_default_security_group";
      stack.argumentsOf(type, stack.one(type))["vpc_id"] = OTHER_VPC;
    },
  },
  {
    message: "a subnet takes other routes than those of the network, which lead nowhere",
    conditions: (stack) =>
      stack.ids(ROUTES).length === 0
        ? []
        : [
            holdsExactly(`[${stack.each(ROUTES, "subnet_id").join(", ")}]`, stack.subnetIds()),
            ...stack
              .each(ROUTES, "route_table_id")
              .map((table) => `${table} == ${stack.the("aws_route_table", "id")}`),
          ],
    misWire: (stack) => {
      const [first = ""] = stack.ids(ROUTES);
      stack.argumentsOf(ROUTES, first)["route_table_id"] = "rtb-0123456789abcdef0";
    },
  },
  {
    message: "the flow logs are those of another network",
    conditions: (stack) =>
      stack.each(FLOW_LOG, "vpc_id").map((vpcId) => `${vpcId} == ${stack.vpcId()}`),
    misWire: (stack) => {
      argumentsOfFlowLog(stack)["vpc_id"] = OTHER_VPC;
    },
  },
  {
    message: "flow logs go elsewhere than to their own log group",
    conditions: (stack) =>
      stack
        .each(FLOW_LOG, "log_destination")
        .map((group) => `${group} == ${stack.the(LOG_GROUP, "arn", "vpc_flow-logs_")}`),
    misWire: (stack) => {
      const other = stack.the(LOG_GROUP, "arn", "sessions_logs_slow-log_");
      argumentsOfFlowLog(stack)["log_destination"] = `\${${other}}`;
    },
  },
  {
    message: "flow logs are written under another role than their own",
    conditions: (stack) =>
      stack
        .each(FLOW_LOG, "iam_role_arn")
        .map((role) => `${role} == ${stack.the("aws_iam_role", "arn", "vpc_flow-logs_")}`),
    misWire: (stack) => {
      argumentsOfFlowLog(stack)["iam_role_arn"] = "arn:aws:iam::012345678901:role/another";
    },
  },
  {
    message:
      "the role of the flow logs may write elsewhere than to their log group, or is another one",
    conditions: (stack) =>
      stack
        .ids(ROLE_POLICY)
        .filter((id) => id.startsWith("vpc_flow-logs_"))
        .flatMap((id) => [
          `${ROLE_POLICY}.${id}.role == ${stack.the("aws_iam_role", "id", "vpc_flow-logs_")}`,
          `alltrue([for each in jsondecode(${ROLE_POLICY}.${id}.policy).Statement : endswith(each.Resource, ":\${${stack.the(LOG_GROUP, "name", "vpc_flow-logs_")}}:*")])`,
        ]),
    misWire: (stack) => {
      const policy = stack.one(ROLE_POLICY, "vpc_flow-logs_");
      stack.replaceIn(ROLE_POLICY, policy, "policy", "vpc/flow", "sessions/slow-log");
    },
  },
  {
    message: "an endpoint lies in another network",
    conditions: (stack) =>
      stack.each(ENDPOINT, "vpc_id").map((vpcId) => `${vpcId} == ${stack.vpcId()}`),
    misWire: (stack) => {
      argumentsOfEndpoint(stack, "s3")["vpc_id"] = OTHER_VPC;
    },
  },
  {
    message: "an endpoint with interfaces lies elsewhere than in the private subnets",
    conditions: (stack) =>
      endpoints(stack, "Interface").map((id) =>
        holdsExactly(`${ENDPOINT}.${id}.subnet_ids`, stack.subnetIds()),
      ),
    misWire: (stack) => {
      const endpoint = argumentsOfEndpoint(stack, "logs");
      endpoint["subnet_ids"] = (endpoint["subnet_ids"] as string[]).slice(1);
    },
  },
  {
    message: "an endpoint with interfaces is in other security groups than that of the endpoints",
    conditions: (stack) =>
      endpoints(stack, "Interface").map((id) =>
        holdsExactly(`${ENDPOINT}.${id}.security_group_ids`, [
          stack.the("aws_security_group", "id", "vpc_endpoints_"),
        ]),
      ),
    misWire: (stack) => {
      const other = stack.the("aws_security_group", "id", "servers_");
      argumentsOfEndpoint(stack, "logs")["security_group_ids"] = [`\${${other}}`];
    },
  },
  {
    message: "an endpoint of the routes is in another table than that of the subnets",
    conditions: (stack) =>
      endpoints(stack, "Gateway").map((id) =>
        holdsExactly(`${ENDPOINT}.${id}.route_table_ids`, [stack.the("aws_route_table", "id")]),
      ),
    misWire: (stack) => {
      argumentsOfEndpoint(stack, "s3")["route_table_ids"] = ["rtb-0123456789abcdef0"];
    },
  },
];
