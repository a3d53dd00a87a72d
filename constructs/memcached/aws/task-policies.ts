import { arnOf } from "../../aws/arn";
import { dnsSuffixOf, type AwsEnvironment } from "../../aws/aws-environment";
import type { PolicyStatement } from "../../aws/policy-document";
import { serviceTrust } from "../../aws/service-trust";
import type { ContainerImageProps } from "../../docker/container-image";

/** What Fargate itself needs to start a task, before anything of it runs. */
export interface ExecutionRights {
  readonly environment: AwsEnvironment;
  readonly image: Pick<ContainerImageProps, "registry" | "repository">;
  /** ARNs of the secrets. */
  readonly secretArns: readonly string[];
  /** ARN of the key that the secrets are encrypted with. */
  readonly keyArn: string;
  /** ARN of the group of logs, without `:*`. */
  readonly logGroupArn: string;
}

/** Only tasks of the environment's own account and region may assume the role. */
export function taskTrust(environment: AwsEnvironment): PolicyStatement {
  return serviceTrust(environment, {
    sid: "TasksOfThisAccount",
    service: "ecs-tasks.amazonaws.com",
    sourceArn: arnOf(environment, "ecs", "*"),
  });
}

/** Statements of the role that starts tasks: the ring's secrets, log and image, and nothing else. */
export function executionStatements(rights: ExecutionRights): PolicyStatement[] {
  const { environment, keyArn, logGroupArn, secretArns } = rights;
  return [
    ...secretStatements(environment, { keyArn, secretArns }),
    logStatement(logGroupArn),
    ...imageStatements(environment, rights.image),
  ];
}

/** Lets a role read secrets, and use the key that they are encrypted with for nothing else. */
export function secretStatements(
  environment: AwsEnvironment,
  { keyArn, secretArns }: Pick<ExecutionRights, "keyArn" | "secretArns">,
): PolicyStatement[] {
  return [
    {
      Sid: "ReadTheSecrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secretArns,
    },
    {
      Sid: "DecryptThem",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${environment.region}.${dnsSuffixOf(environment)}`,
        },
      },
    },
  ];
}

/** Name of the registry of the environment's own account and region. */
export function ownRegistry(environment: AwsEnvironment): string {
  const { account, region } = environment;
  return `${account}.dkr.ecr.${region}.${dnsSuffixOf(environment)}`;
}

/** Lets a task write its log. @param logGroupArn without `:*` */
export function logStatement(logGroupArn: string): PolicyStatement {
  return {
    Sid: "WriteTheLog",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  };
}

/** Lets a task be made of an image. Other registries, such as a mirror in the network, know no roles. */
export function imageStatements(
  environment: AwsEnvironment,
  { registry, repository }: Pick<ContainerImageProps, "registry" | "repository">,
): PolicyStatement[] {
  const own = ownRegistry(environment);
  if (registry !== own && registry?.startsWith(`${own}/`) !== true) return [];
  const path = [...registry.split("/").slice(1), repository].join("/");
  return [
    {
      Sid: "LogInToTheRegistry",
      Effect: "Allow",
      Action: "ecr:GetAuthorizationToken",
      // The action knows no resources (service authorization reference, Amazon ECR).
      Resource: "*",
    },
    {
      Sid: "PullTheImage",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      Resource: arnOf(environment, "ecr", `repository/${path}`),
    },
  ];
}
