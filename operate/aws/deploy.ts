import { rmSync } from "node:fs";
import { awsRedisPropsOf, serverlessRedisPropsOf } from "../../configs/aws-redis-props";
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
import {
  createServerlessRedisModel,
  type ServerlessRedisModel,
} from "../../constructs/redis/aws/serverless-redis-model";
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
  const models = modelsOf(call.paths.environment, environment);
  const values = await runValues(call.paths, models);
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
      finalSnapshots: models.clusters.flatMap(({ finalSnapshotName }) => finalSnapshotName ?? []),
    });
  }
}

/** What an environment on AWS is made of, without what only its network knows. */
export interface AwsModels {
  readonly clusters: readonly AwsRedisModel[];
  readonly serverless: readonly ServerlessRedisModel[];
  readonly rings: readonly AwsMemcachedModel[];
}

/** Every cluster, serverless cache and ring of an environment on AWS. */
export function modelsOf(name: string, environment: AwsEnvironmentConfig): AwsModels {
  const { account, memcached, network, redis, region, serverless } = environment;
  const aws = awsEnvironment({ name, region, account });
  const place = { name, region, zones: network.availabilityZones };
  return {
    clusters: redis.map((cluster) => createAwsRedisModel(awsRedisPropsOf(cluster), place)),
    serverless: serverless.map((cache) =>
      createServerlessRedisModel(serverlessRedisPropsOf(cache), place),
    ),
    rings: memcached.map((ring) =>
      createAwsMemcachedModel(ring, { environment: aws, domain: namespaceOf(aws) }),
    ),
  };
}
