import type { AwsEndpointService } from "../../aws/vpc-endpoints";

/** What a task of Fargate reaches before and while it runs: its image, its secrets and its log. */
export const RING_SERVICES: readonly AwsEndpointService[] = [
  "ecr.api",
  "ecr.dkr",
  "logs",
  "s3",
  "secretsmanager",
];
