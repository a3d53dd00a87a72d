import { awsEnvironment } from "../../../constructs/aws/aws-environment";
import { EncryptionKey, type EncryptionKeyProps } from "../../../constructs/aws/encryption-key";
import { keyPolicyStatements, type KeyUser } from "../../../constructs/aws/key-policy";
import { policyDocument } from "../../../constructs/aws/policy-document";
import { emptyStack, environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

const root = { AWS: "arn:aws:iam::012345678901:root" };
const use = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
];

function through(service: string) {
  return {
    "kms:CallerAccount": "012345678901",
    "kms:ViaService": `${service}.eu-central-1.amazonaws.com`,
  };
}

function usersOf(...users: KeyUser[]) {
  return keyPolicyStatements(environment, users).slice(1);
}

describe("the policy of a key", () => {
  test("lets the account administer it, and nobody read or write by it", () => {
    const [administration, ...others] = keyPolicyStatements(environment, []);
    expect(others).toEqual([]);
    expect(administration).toMatchObject({
      Sid: "AdministrationByAccount",
      Effect: "Allow",
      Principal: root,
    });
    const actions = [administration?.Action ?? []].flat();
    expect(actions).toContain("kms:PutKeyPolicy");
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(actions.filter((action) => /crypt|DataKey|CreateGrant|Sign|Mac/.test(action))).toEqual(
      [],
    );
  });

  test.each<[KeyUser, string, string]>([
    ["elasticache", "elasticache", "ElastiCache"],
    ["secretsmanager", "secretsmanager", "SecretsManager"],
  ])("lets the account use it through %s alone", (user, service, name) => {
    expect(usersOf(user)).toEqual([
      {
        Sid: `UseThrough${name}`,
        Effect: "Allow",
        Principal: root,
        Action: use,
        Resource: "*",
        Condition: { StringEquals: through(service) },
      },
      {
        Sid: `GrantsThrough${name}`,
        Effect: "Allow",
        Principal: root,
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: {
          StringEquals: through(service),
          Bool: { "kms:GrantIsForAWSResource": "true" },
        },
      },
    ]);
  });

  test("lets the service of logs use it for the environment's log groups", () => {
    expect(usersOf("logs")).toEqual([
      {
        Sid: "UseByLogs",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: use,
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn":
              "arn:aws:logs:eu-central-1:012345678901:log-group:/cachefort/prod/*",
          },
        },
      },
    ]);
  });

  test("lets CloudWatch use it for the account's alarms", () => {
    expect(usersOf("alarms")).toEqual([
      {
        Sid: "UseByAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: {
          StringEquals: { "aws:SourceAccount": "012345678901" },
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-central-1:012345678901:alarm:*" },
        },
      },
    ]);
  });

  test("names services as their partition does", () => {
    const china = awsEnvironment({ ...environment, region: "cn-north-1" });
    const text = JSON.stringify(keyPolicyStatements(china, ["logs", "elasticache"]));
    expect(text).toContain('"logs.cn-north-1.amazonaws.com.cn"');
    expect(text).toContain('"elasticache.cn-north-1.amazonaws.com.cn"');
    expect(text).not.toContain("arn:aws:");
  });

  test("does not change with the order of its users", () => {
    expect(usersOf("logs", "alarms", "logs")).toEqual(usersOf("alarms", "logs"));
  });
});

test("a policy is JSON of IAM's version", () => {
  const statements = keyPolicyStatements(environment, ["logs"]);
  expect(JSON.parse(policyDocument(statements))).toEqual({
    Version: "2012-10-17",
    Statement: statements,
  });
});

describe("EncryptionKey", () => {
  function synthesize(props: Partial<EncryptionKeyProps> = {}) {
    const stack = emptyStack();
    new EncryptionKey(stack, "key", { environment, name: "data", allow: [], ...props });
    return Template.of(stack);
  }

  test("rotates, and is kept for a month after its deletion", () => {
    expect(synthesize().resource("aws_kms_key", "key")).toMatchObject({
      description: "Encrypts data of cachefort-prod",
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    expect(synthesize().resource("aws_kms_alias", "alias")["name"]).toBe(
      "alias/cachefort-prod-data",
    );
  });

  test("may be destroyed where that is said", () => {
    const key = synthesize({ removalPolicy: "destroy" }).resource("aws_kms_key", "key");
    expect(key["lifecycle"]).toEqual({ prevent_destroy: false });
  });

  test.each<KeyUser[][]>([[[]], [["logs"]], [["elasticache", "alarms"]]])(
    "has the policy for users %j as text",
    (allow) => {
      const { policy } = synthesize({ allow }).resource("aws_kms_key", "key");
      expect(policy).toBe(policyDocument(keyPolicyStatements(environment, allow)));
    },
  );

  test("refuses a name that no alias can have", () => {
    expect(codedError(() => synthesize({ name: "my data" })).code).toBe("AWS_KEY_NAME");
  });
});
