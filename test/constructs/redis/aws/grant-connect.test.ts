import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { awsEnvironment } from "../../../../constructs/aws/aws-environment";
import { connectStatements } from "../../../../constructs/redis/aws/connect-policy";
import { grantConnect } from "../../../../constructs/redis/aws/grant-connect";
import { letApiConnect } from "../../../../examples/aws-login";
import { emptyStack, environment } from "../../../support/aws";
import { codedError } from "../../../support/coded";
import { Template } from "../../../support/template";

const POLICY = "aws_iam_role_policy";
const grant = {
  environment,
  replicationGroupId: "prod-sessions",
  userId: "prod-sessions-api",
  roleName: "api",
};

describe("the statement", () => {
  test.each([
    ["eu-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("names the cluster and the user of %s, and nothing else", (region, partition) => {
    const there = awsEnvironment({ name: "prod", account: "012345678901", region });
    const prefix = `arn:${partition}:elasticache:${region}:012345678901`;
    expect(connectStatements(there, { replicationGroupId: "group" }, "user")).toEqual([
      {
        Sid: "ConnectAsOneUser",
        Effect: "Allow",
        Action: "elasticache:Connect",
        Resource: [`${prefix}:replicationgroup:group`, `${prefix}:user:user`],
      },
    ]);
  });

  test("names a serverless cache as what it is", () => {
    const [statement] = connectStatements(environment, { serverlessCacheName: "cache" }, "user");
    expect(statement?.Resource).toEqual([
      "arn:aws:elasticache:eu-central-1:012345678901:serverlesscache:cache",
      "arn:aws:elasticache:eu-central-1:012345678901:user:user",
    ]);
  });
});

describe("grantConnect", () => {
  test("is what the page shows", () => {
    const [shown, own] = [emptyStack(), emptyStack()];
    letApiConnect(shown, environment);
    grantConnect(own, grant);
    expect(Template.of(shown).resources(POLICY)).toEqual(Template.of(own).resources(POLICY));
  });

  test("is a policy within the role, without a star", () => {
    const stack = emptyStack();
    grantConnect(stack, grant);
    const policies = Template.of(stack).resources(POLICY);
    expect(Object.keys(policies)).toEqual(["connect-prod-sessions-prod-sessions-api-api"]);
    const [{ "//": _, ...policy } = {}] = Object.values(policies);
    expect(policy).toEqual({
      name: "connect-eu-central-1-prod-sessions-prod-sessions-api",
      role: "api",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: connectStatements(environment, grant, "prod-sessions-api"),
      }),
    });
    expect(JSON.stringify(policy)).not.toContain("*");
  });

  test.each([
    ["cluster", { replicationGroupId: "prod-carts" }],
    ["user", { userId: "prod-sessions-report" }],
    ["role", { roleName: "report" }],
  ])("another %s has a grant beside it", (_what, changes) => {
    const stack = emptyStack();
    grantConnect(stack, grant);
    grantConnect(stack, { ...grant, ...changes });
    const policies = Object.values(Template.of(stack).resources(POLICY));
    expect(policies).toHaveLength(2);
    const [first, second] = policies.map(({ name, role }) => ({ name, role }));
    expect(first).not.toEqual(second);
  });

  test("the same ids in another region have a policy of another name in the role", () => {
    const there = awsEnvironment({ name: "prod", account: "012345678901", region: "eu-west-1" });
    const stack = emptyStack();
    expect(grantConnect(stack, { ...grant, environment: there }).nameInput).toBe(
      "connect-eu-west-1-prod-sessions-prod-sessions-api",
    );
  });

  test("a serverless cache", () => {
    const stack = emptyStack();
    const { policyInput } = grantConnect(stack, {
      environment,
      serverlessCacheName: "prod-pages",
      userId: "prod-pages-api",
      roleName: "api",
    });
    expect(policyInput).toContain(":serverlesscache:prod-pages");
  });

  test("a role of the same stack, whose name is known after apply, has an address that stays", () => {
    const addresses = [1, 2].map((others) => {
      const stack = emptyStack();
      // Tokens are numbered as they are made.
      for (let other = 0; other < others; other++) {
        void new IamRole(stack, `other-${other}`, { assumeRolePolicy: "{}" }).name;
      }
      const role = new IamRole(stack, "worker", { assumeRolePolicy: "{}" });
      grantConnect(stack, { ...grant, roleName: role.name });
      const policies = Template.of(stack).resources(POLICY);
      expect(Object.values(policies)).toMatchObject([{ role: "${aws_iam_role.worker.name}" }]);
      return Object.keys(policies);
    });
    expect(addresses[0]).toEqual([
      "connect-prod-sessions-prod-sessions-api-aws-iam-role-worker-name",
    ]);
    expect(addresses[1]).toEqual(addresses[0]);
  });

  test.each([
    ["AWS_ROLE_NAME", { roleName: "arn:aws:iam::012345678901:role/api" }],
    ["AWS_ROLE_NAME", { roleName: "" }],
    ["ELASTICACHE_ID", { userId: "*" }],
    ["ELASTICACHE_ID", { replicationGroupId: "prod-*" }],
  ])("%s: %j", (code, changes) => {
    expect(codedError(() => grantConnect(emptyStack(), { ...grant, ...changes })).code).toBe(code);
  });
});
