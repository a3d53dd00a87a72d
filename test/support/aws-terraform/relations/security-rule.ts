import type { Relation } from "./relation";
import type { StackView } from "./stack-view";

const ENDPOINT = "aws_vpc_endpoint";
const RULES = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
const SECURITY_GROUP = "aws_security_group";

/** Where a rule belongs and what it names, as its id says: the construct of its group, and that of the other end. */
function rulesOf(stack: StackView): { rule: string; group: string; peer: string | undefined }[] {
  const groups = stack.ids(SECURITY_GROUP);
  return RULES.flatMap((type) =>
    stack.ids(type).map((id) => {
      const [owner = "", rest = ""] = id.split("_connections_");
      const peer = /^(?:from|to)-cachefort-[a-z]+-(.+)-connections-\d+_/.exec(rest)?.[1];
      return {
        rule: `${type}.${id}`,
        group: stack.the(SECURITY_GROUP, "id", `${owner}_`),
        peer: groups
          .filter((each) => peer !== undefined && each.replaceAll("_", "-").startsWith(`${peer}-`))
          .map((each) => `${SECURITY_GROUP}.${each}.id`)[0],
      };
    }),
  );
}

const isRuleToServices = (rule: string, ring: string) =>
  rule.startsWith(`${RULES[1] ?? ""}.${ring}_security-group_connections_to-aws-`);
const ruleOf = (stack: StackView, type: string, start: string) =>
  stack.argumentsOf(type, stack.one(type, start));

/** Which group a rule opens, and for whom. */
export const SECURITY_RULE_RELATIONS: readonly Relation[] = [
  {
    message: "a rule opens another security group than the one that it is made for",
    conditions: (stack) =>
      rulesOf(stack).map(({ group, rule }) => `${rule}.security_group_id == ${group}`),
    misWire: (stack) => {
      ruleOf(stack, RULES[1] ?? "", "servers_connections_to-cachefort-prod-sessions-")[
        "security_group_id"
      ] = `\${${stack.the(SECURITY_GROUP, "id", "vpc_endpoints_")}}`;
    },
  },
  {
    message: "a rule names another group at its other end than the one that is let in",
    conditions: (stack) =>
      rulesOf(stack).flatMap(({ peer, rule }) =>
        peer === undefined ? [] : [`${rule}.referenced_security_group_id == ${peer}`],
      ),
    misWire: (stack) => {
      ruleOf(stack, RULES[0] ?? "", "sessions_security-group_connections_")[
        "referenced_security_group_id"
      ] = `\${${stack.the(SECURITY_GROUP, "id", "carts_")}}`;
    },
  },
  {
    message: "the nodes of a ring reach other endpoints than those of their network",
    conditions: (stack) =>
      stack.ids(ENDPOINT).length === 0
        ? []
        : rulesOf(stack)
            .filter(({ rule }) => stack.rings().some((ring) => isRuleToServices(rule, ring)))
            .map(({ rule }) =>
              rule.includes("prefix-list")
                ? `${rule}.prefix_list_id == ${stack.the(ENDPOINT, "prefix_list_id", "vpc_endpoints_s3_")}`
                : `${rule}.referenced_security_group_id == ${stack.the(SECURITY_GROUP, "id", "vpc_endpoints_")}`,
            ),
    misWire: (stack) => {
      const start = "feeds_security-group_connections_to-aws-security-group-";
      ruleOf(stack, RULES[1] ?? "", start)["referenced_security_group_id"] =
        `\${${stack.the(SECURITY_GROUP, "id", "servers_")}}`;
    },
  },
];
