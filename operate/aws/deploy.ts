import { randomBytes } from "node:crypto";
import { awsRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import {
  type AwsRedisModel,
  createAwsRedisModel,
} from "../../constructs/redis/aws/aws-redis-model";
import { passwordVariablesOf } from "../../constructs/redis/aws/password-variables";
import { type CdktfCall, runCdktf } from "../cdktf";
import { explainedFailure } from "./failures";

/** 256 bits, as 43 characters that ElastiCache and every shell take. */
const PASSWORD_BYTES = 32;

/**
 * Runs cdktf for an environment on AWS. Each password is a new random one in each run: Terraform passes it
 * on only where its number is new, and nobody keeps it but AWS.
 *
 * @throws UnavailableError AWS_CREDENTIALS_MISSING, CDKTF_MISSING, HOST_LOCKED
 * @throws ValidationError ELASTICACHE_FINAL_SNAPSHOT_TAKEN
 * @throws CDKTF_FAILED as `runCdktf`
 */
export async function runCdktfOnAws(
  call: CdktfCall,
  environment: AwsEnvironmentConfig,
): Promise<void> {
  const clusters = modelsOf(call.paths.environment, environment);
  const variables = Object.fromEntries(
    clusters.flatMap(passwordVariablesOf).map((name) => {
      const variable = `TF_VAR_${name}`;
      return [variable, process.env[variable] ?? randomBytes(PASSWORD_BYTES).toString("base64url")];
    }),
  );
  try {
    await runCdktf({ ...call, variables });
  } catch (cause) {
    throw explainedFailure(cause, {
      account: environment.account,
      finalSnapshots: clusters.flatMap(({ finalSnapshotName }) => finalSnapshotName ?? []),
    });
  }
}

/** Every cluster of an environment on AWS, without what only its network knows. */
export function modelsOf(name: string, environment: AwsEnvironmentConfig): AwsRedisModel[] {
  const { availabilityZones: zones } = environment.network;
  return environment.redis.map((cluster) =>
    createAwsRedisModel(awsRedisPropsOf(cluster), { name, region: environment.region, zones }),
  );
}
