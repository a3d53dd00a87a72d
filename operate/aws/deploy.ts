import { rmSync } from "node:fs";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { type CdktfCall, runCdktf } from "../cdktf";
import { explainedFailure } from "./failures";
import { modelsOf } from "./models";
import { pendingFile, runValues } from "./run-values";

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
