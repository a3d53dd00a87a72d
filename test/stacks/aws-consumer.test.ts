import { App } from "cdktf";
import { ReportsStack } from "../../examples/aws-consumer";
import { RedisUser } from "../../constructs/redis/user";
import { awsCluster } from "../support/aws-cluster";
import { Template } from "../support/template";

test("one more application is given access to a network and a cluster that are there", () => {
  const report = RedisUser.readOnly("report", { keys: ["session:*"] });
  const { manifest } = awsCluster({ users: [report] }).cluster;
  const stack = new ReportsStack(new App(), "reports", {
    vpcId: "vpc-0123456789abcdef0",
    manifest,
    securityGroupId: "sg-0123456789abcdef0",
  });
  const template = Template.of(stack);
  expect(Object.keys(template.toJson()["resource"] as object).sort()).toEqual([
    "aws_iam_role_policy",
    "aws_security_group",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
  ]);
  const [rule] = Object.values(template.resources("aws_vpc_security_group_ingress_rule"));
  expect(rule).toMatchObject({ security_group_id: "sg-0123456789abcdef0", from_port: 6380 });
  const [policy] = Object.values(template.resources("aws_iam_role_policy"));
  expect(policy?.["policy"]).toContain("user:prod-sessions-report");
});
