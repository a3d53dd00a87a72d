import { randomBytes } from "node:crypto";
import { awsRedisPropsOf } from "../../configs/aws-redis-props";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { CachefortError, UnavailableError } from "../../constructs/core/errors";
import { createAwsRedisModel } from "../../constructs/redis/aws/aws-redis-model";
import { passwordVariablesOf } from "../../constructs/redis/aws/password-variables";
import { type CdktfCall, runCdktf } from "../cdktf";

/** 256 bits, as 43 characters that ElastiCache and every shell take. */
const PASSWORD_BYTES = 32;

/** What Terraform says when it finds no credentials, for the backend and for the provider. */
const WITHOUT_CREDENTIALS = /No valid credential sources found|no EC2 IMDS role found/;

/**
 * Runs cdktf for an environment on AWS. Each password is a new random one in each run: Terraform passes it
 * on only where its number is new, and nobody keeps it but AWS.
 *
 * @throws UnavailableError AWS_CREDENTIALS_MISSING, CDKTF_MISSING, HOST_LOCKED
 * @throws CDKTF_FAILED as `runCdktf`
 */
export async function runCdktfOnAws(
  call: CdktfCall,
  environment: AwsEnvironmentConfig,
): Promise<void> {
  const variables = Object.fromEntries(
    variablesOf(call.paths.environment, environment).map((name) => {
      const variable = `TF_VAR_${name}`;
      return [variable, process.env[variable] ?? randomBytes(PASSWORD_BYTES).toString("base64url")];
    }),
  );
  try {
    await runCdktf({ ...call, variables });
  } catch (cause) {
    if (!CachefortError.is(cause) || !WITHOUT_CREDENTIALS.test(cause.message)) throw cause;
    throw new UnavailableError(
      "AWS_CREDENTIALS_MISSING",
      {
        problem: `Terraform found no credentials for account ${environment.account}`,
        fix: "set AWS_PROFILE (after `aws sso login`), or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; the region is that of configs/",
      },
      undefined,
      { cause },
    );
  }
}

function variablesOf(name: string, environment: AwsEnvironmentConfig): string[] {
  const { availabilityZones: zones } = environment.network;
  return environment.redis.flatMap((cluster) =>
    passwordVariablesOf(
      createAwsRedisModel(awsRedisPropsOf(cluster), { name, region: environment.region, zones }),
    ),
  );
}
