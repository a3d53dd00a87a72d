import { ValidationError } from "../core/errors";
import type { AwsEnvironment } from "./aws-environment";
import type { PolicyStatement } from "./policy-document";

/** Services that a private network reaches without a way to the internet: how, and their name in policies. */
const SERVICES = {
  "ecr.api": { kind: "Interface", actions: "ecr" },
  "ecr.dkr": { kind: "Interface", actions: "ecr" },
  ecs: { kind: "Interface", actions: "ecs" },
  elasticache: { kind: "Interface", actions: "elasticache" },
  kms: { kind: "Interface", actions: "kms" },
  logs: { kind: "Interface", actions: "logs" },
  monitoring: { kind: "Interface", actions: "cloudwatch" },
  s3: { kind: "Gateway", actions: "s3" },
  secretsmanager: { kind: "Interface", actions: "secretsmanager" },
  sns: { kind: "Interface", actions: "sns" },
} as const satisfies Record<string, { kind: "Gateway" | "Interface"; actions: string }>;

/** A service by the last part of its endpoint's name. */
export type AwsEndpointService = keyof typeof SERVICES;

/** Every service that an endpoint can be made for. */
export const AWS_ENDPOINT_SERVICES = Object.keys(SERVICES) as [
  AwsEndpointService,
  ...AwsEndpointService[],
];

/** Whether an endpoint is a network interface with an address in each subnet, or an entry of route tables. */
export function endpointKind(service: AwsEndpointService): "Gateway" | "Interface" {
  return SERVICES[service].kind;
}

/**
 * Name of a service's endpoint.
 *
 * @throws ValidationError AWS_ENDPOINT_PARTITION
 */
export function endpointServiceName(
  { partition, region }: AwsEnvironment,
  service: AwsEndpointService,
): string {
  if (partition !== "aws-cn") return `com.amazonaws.${region}.${service}`;
  throw new ValidationError("AWS_ENDPOINT_PARTITION", {
    problem: "endpoints in China have names that differ from service to service",
    received: service,
    allowed: "regions of the partitions aws and aws-us-gov",
    fix: "leave endpoints out and make them beside the network, or take an existing network",
  });
}

/**
 * Statements of an endpoint's policy: principals of the account alone, so that nobody carries data away
 * with the keys of another one.
 */
export function endpointStatements(
  { account, partition, region }: AwsEnvironment,
  service: AwsEndpointService,
): PolicyStatement[] {
  const ownAccount: PolicyStatement = {
    Sid: "PrincipalsOfThisAccount",
    Effect: "Allow",
    Principal: "*",
    Action: `${SERVICES[service].actions}:*`,
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": account } },
  };
  if (service !== "s3") return [ownAccount];
  // ECR hands out links to layers of images, which are signed by an account of AWS.
  const layers: PolicyStatement = {
    Sid: "LayersOfImages",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
  };
  return [ownAccount, layers];
}
