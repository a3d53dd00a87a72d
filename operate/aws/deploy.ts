import { rmSync } from "node:fs";
import { awsRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { namespaceOf } from "../../constructs/aws/names";
import {
  type AwsMemcachedModel,
  createAwsMemcachedModel,
} from "../../constructs/memcached/aws/aws-memcached-model";
import {
  type AwsRedisModel,
  createAwsRedisModel,
} from "../../constructs/redis/aws/aws-redis-model";
import { type CdktfCall, runCdktf } from "../cdktf";
import { pendingFile, runValues } from "./run-values";
import { explainedFailure } from "./failures";

/**
 * Runs cdktf for an environment on AWS. Each password and certificate is a new one in each run: Terraform
 * passes it on only where its number is new, and nobody keeps it but AWS. A run that fails leaves its own to
 * the next one, in a file that only its owner reads.
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
  const rings = ringsOf(call.paths.environment, environment);
  const values = await runValues(call.paths, clusters, rings);
  const variables = Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const variable = `TF_VAR_${name}`;
      return [variable, process.env[variable] ?? value];
    }),
  );
  try {
    await runCdktf({ ...call, variables });
    rmSync(pendingFile(call.paths), { force: true });
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

/** Every ring of an environment on AWS. */
export function ringsOf(
  name: string,
  { account, memcached, region }: AwsEnvironmentConfig,
): AwsMemcachedModel[] {
  const aws = awsEnvironment({ name, region, account });
  return memcached.map((ring) =>
    createAwsMemcachedModel(ring, { environment: aws, domain: namespaceOf(aws) }),
  );
}
