import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { TerraformStack } from "cdktf";
import { AwsConnections, type AwsPeer } from "../../../constructs/aws/connections";
import { AwsSecurityGroup } from "../../../constructs/aws/security-group";
import { emptyStack, environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

function groupOf(stack: TerraformStack, name: string, defaultPort?: number) {
  return new AwsSecurityGroup(stack, name, {
    environment,
    name,
    description: `Nodes of ${name}`,
    vpcId: "vpc-0123456789abcdef0",
    ...(defaultPort === undefined ? {} : { defaultPort }),
  });
}

const INGRESS = "aws_vpc_security_group_ingress_rule";
const EGRESS = "aws_vpc_security_group_egress_rule";

function rules(stack: TerraformStack, type: string) {
  return Object.values(Template.of(stack).resources(type)).map(({ "//": _, ...rule }) => rule);
}

const tcp = { ip_protocol: "tcp", from_port: 6380, to_port: 6380, description: "API reads" };
const own = expect.stringMatching(/^\$\{aws_security_group\.sessions_group_\w+\.id\}$/);

describe("a group", () => {
  test("has no rules, and is made anew before it is deleted", () => {
    const stack = emptyStack();
    groupOf(stack, "sessions", 6380);
    const template = Template.of(stack);
    const { "//": _, ...group } = template.resource("aws_security_group", "sessions");
    expect(group).toEqual({
      name_prefix: "cachefort-prod-sessions-",
      description: "Nodes of sessions",
      vpc_id: "vpc-0123456789abcdef0",
      lifecycle: { create_before_destroy: true },
    });
    expect([template.resources(INGRESS), template.resources(EGRESS)]).toEqual([{}, {}]);
  });

  test("refuses a name that no group can have", () => {
    expect(codedError(() => groupOf(emptyStack(), "Sessions")).code).toBe("AWS_GROUP_NAME");
  });
});

describe("the default port is open", () => {
  test("to a group by its id, which stays as it is", () => {
    const stack = emptyStack();
    groupOf(stack, "sessions", 6380).connections.allowDefaultPortFrom("sg-01234567", "API reads");
    expect(rules(stack, INGRESS)).toEqual([
      { ...tcp, security_group_id: own, referenced_security_group_id: "sg-01234567" },
    ]);
    expect(rules(stack, EGRESS)).toEqual([]);
  });

  test("to a construct, which gets its own side", () => {
    const stack = emptyStack();
    const client = groupOf(stack, "api");
    groupOf(stack, "sessions", 6380).connections.allowDefaultPortFrom(client, "API reads");
    const theirs = expect.stringMatching(/^\$\{aws_security_group\.api_group_\w+\.id\}$/);
    expect(rules(stack, INGRESS)).toEqual([
      { ...tcp, security_group_id: own, referenced_security_group_id: theirs },
    ]);
    expect(rules(stack, EGRESS)).toEqual([
      { ...tcp, security_group_id: theirs, referenced_security_group_id: own },
    ]);
  });

  test("with further ports, each by a rule of its own on both sides", () => {
    const stack = emptyStack();
    const client = groupOf(stack, "api");
    const { connections } = new AwsSecurityGroup(stack, "cache", {
      environment,
      name: "cache",
      description: "A cache",
      vpcId: "vpc-0123456789abcdef0",
      defaultPort: 6379,
      furtherPorts: [6380],
    });
    connections.allowDefaultPortFrom(client, "API reads");
    for (const type of [INGRESS, EGRESS]) {
      expect(rules(stack, type)).toMatchObject([
        { from_port: 6379, to_port: 6379, description: "API reads" },
        { from_port: 6380, to_port: 6380, description: "API reads" },
      ]);
    }
  });

  test("to a range of addresses", () => {
    const stack = emptyStack();
    const { connections } = groupOf(stack, "sessions", 6380);
    connections.allowDefaultPortFrom({ cidr: "10.0.0.0/16" }, "API reads");
    expect(rules(stack, INGRESS)).toEqual([
      { ...tcp, security_group_id: own, cidr_ipv4: "10.0.0.0/16" },
    ]);
  });

  test("of a group that others made", () => {
    const stack = emptyStack();
    const connections = new AwsConnections(stack, "cluster", {
      securityGroupId: "sg-89abcdef",
      defaultPort: 6380,
    });
    connections.allowDefaultPortFrom("sg-01234567", "API reads");
    expect(rules(stack, INGRESS)).toEqual([
      {
        ...tcp,
        security_group_id: "sg-89abcdef",
        referenced_security_group_id: "sg-01234567",
      },
    ]);
  });

  test("not where a group has none", () => {
    const { connections } = groupOf(emptyStack(), "api");
    const error = codedError(() => connections.allowDefaultPortFrom("sg-01234567", "API reads"));
    expect(error.code).toBe("AWS_PORT_MISSING");
    expect(error.message).toContain("cachefort-prod/api/connections");
  });
});

test("a group reaches another one, which lets it in", () => {
  const stack = emptyStack();
  const other = groupOf(stack, "endpoints");
  groupOf(stack, "sessions").connections.allowTo(other, 443, "Log events");
  const theirs = expect.stringMatching(/^\$\{aws_security_group\.endpoints_group_\w+\.id\}$/);
  const https = { ip_protocol: "tcp", from_port: 443, to_port: 443, description: "Log events" };
  expect(rules(stack, EGRESS)).toEqual([
    { ...https, security_group_id: own, referenced_security_group_id: theirs },
  ]);
  expect(rules(stack, INGRESS)).toEqual([
    { ...https, security_group_id: theirs, referenced_security_group_id: own },
  ]);
});

describe("the address of a rule", () => {
  function address(clients: number, description: string): string | undefined {
    const stack = emptyStack();
    const groups = [...Array(clients).keys()].map(
      (n) => new SecurityGroup(stack, `client-${n}`, { description: "Client" }),
    );
    const last = groups.at(-1)?.id ?? "";
    groupOf(stack, "sessions", 6380).connections.allowDefaultPortFrom(last, description);
    return Object.keys(Template.of(stack).resources(INGRESS))[0];
  }

  test("names port and other end", () => {
    expect(address(1, "API reads")).toMatch(/from-aws-security-group-client-0-id-6380_\w+$/);
  });

  test("changes neither with the description nor with what was declared before", () => {
    expect(address(1, "Another text")).toBe(address(1, "API reads"));
    const stack = emptyStack();
    groupOf(stack, "other");
    const client = new SecurityGroup(stack, "client-0", { description: "Client" });
    const { connections } = groupOf(stack, "sessions", 6380);
    connections.allowDefaultPortFrom(client.id, "API reads");
    expect(Object.keys(Template.of(stack).resources(INGRESS))).toEqual([address(1, "API reads")]);
  });
});

test.each<[string, AwsPeer, number, string]>([
  ["AWS_RULE_CIDR", { cidr: "0.0.0.0/0" }, 6380, "All"],
  ["AWS_RULE_CIDR", { cidr: "128.0.0.0/1" }, 6380, "Half of all"],
  ["AWS_RULE_CIDR", { cidr: "10.0.0.1/16" }, 6380, "Bits after the prefix"],
  ["AWS_RULE_CIDR", { cidr: "10.0.0.256/32" }, 6380, "No address"],
  ["AWS_RULE_CIDR", { cidr: "::/0" }, 6380, "All of IPv6"],
  ["TOKEN_NOT_ALLOWED", { cidr: "${TfToken[TOKEN.1]}" }, 6380, "Later"],
  ["AWS_RULE_DESCRIPTION", "sg-01234567", 6380, ""],
  ["AWS_RULE_DESCRIPTION", "sg-01234567", 6380, "  "],
  ["AWS_RULE_DESCRIPTION", "sg-01234567", 6380, "API's"],
  ["AWS_RULE_DESCRIPTION", "sg-01234567", 6380, "a".repeat(256)],
  ["AWS_RULE_PORT", "sg-01234567", 0, "No port"],
  ["AWS_RULE_PORT", "sg-01234567", 65_536, "No port"],
  ["AWS_SECURITY_GROUP", "", 6380, "Nobody"],
  ["AWS_SECURITY_GROUP", "0.0.0.0/0", 6380, "A range as a group"],
  ["AWS_PREFIX_LIST", { prefixListId: "sg-01234567" }, 6380, "A group as a list"],
])("%s refuses a rule for %j at %d: %j", (code, peer, port, description) => {
  const { connections } = groupOf(emptyStack(), "sessions");
  expect(codedError(() => connections.allowFrom(peer, port, description)).code).toBe(code);
  expect(codedError(() => connections.allowTo(peer, port, description)).code).toBe(code);
});

test("a second rule for the same port and other end is refused, for another port it is not", () => {
  const stack = emptyStack();
  const { connections } = groupOf(stack, "sessions");
  connections.allowFrom("sg-01234567", 6380, "API reads");
  connections.allowFrom("sg-01234567", 6381, "API reads");
  connections.allowTo("sg-01234567", 6380, "API reads");
  const error = codedError(() => connections.allowFrom("sg-01234567", 6380, "API writes"));
  expect(error.code).toBe("AWS_RULE_TWICE");
  expect(rules(stack, INGRESS)).toHaveLength(2);
});
