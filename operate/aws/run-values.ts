import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { AwsMemcachedModel } from "../../constructs/memcached/aws/aws-memcached-model";
import {
  certificateVariables,
  loginAddress,
} from "../../constructs/memcached/aws/ring-secret-names";
import { passwordVariable } from "../../constructs/aws/secret-fields";
import type { AwsRedisModel } from "../../constructs/redis/aws/aws-redis-model";
import { passwordVariablesOf } from "../../constructs/redis/aws/password-variables";
import { readSecretFile, writePrivateFile } from "../../secrets/files";

/** 256 bits, as 43 characters that ElastiCache and every shell take. */
const PASSWORD_BYTES = 32;

/** Secrets that a deployment may pass on to AWS, by the names of their variables. */
export type RunValues = Readonly<Record<string, string>>;

/** Where the values of a deployment that has not come to its end wait for the next one. */
export function pendingFile({ secrets }: Pick<EnvironmentPaths, "secrets">): string {
  return join(secrets, "pending.json");
}

/**
 * Values for each variable of an environment: those of the deployment that was interrupted, else new ones.
 * Terraform passes a value on to several places, and one that it passed on halfway has to stay the same.
 */
export async function runValues(
  paths: Pick<EnvironmentPaths, "secrets">,
  clusters: readonly AwsRedisModel[],
  rings: readonly AwsMemcachedModel[],
): Promise<RunValues> {
  const pending = readPending(paths);
  const values: Record<string, string> = {};
  const passwords = [
    ...clusters.flatMap(passwordVariablesOf),
    ...rings.flatMap((ring) =>
      ring.logins.map((login) => passwordVariable(loginAddress(ring, login))),
    ),
  ];
  for (const name of passwords) {
    values[name] = pending[name] ?? randomBytes(PASSWORD_BYTES).toString("base64url");
  }
  for (const ring of rings) {
    const names = certificateVariables(ring);
    const kept = [names.certificate, names.key, names.authority].map((name) => pending[name]);
    const [certificate, key, authority] = kept;
    if (certificate !== undefined && key !== undefined && authority !== undefined) {
      Object.assign(values, {
        [names.certificate]: certificate,
        [names.key]: key,
        [names.authority]: authority,
      });
      continue;
    }
    Object.assign(values, await newCertificate(ring));
  }
  if (Object.keys(values).length > 0) writePrivateFile(pendingFile(paths), JSON.stringify(values));
  return values;
}

function readPending(paths: Pick<EnvironmentPaths, "secrets">): Partial<RunValues> {
  const text = readSecretFile(pendingFile(paths));
  return text === undefined ? {} : (JSON.parse(text) as Partial<RunValues>);
}

/** The authority's key is forgotten as soon as it has signed: nobody can make a second certificate. */
async function newCertificate(ring: AwsMemcachedModel): Promise<RunValues> {
  const { createAuthority, issueCertificate } = await import("../../constructs/tls/authority");
  const now = new Date();
  const { names } = ring.certificate;
  const authority = await createAuthority(`cachefort ${names.commonName}`, now);
  const { certificate, key } = await issueCertificate(authority, names, now);
  const variables = certificateVariables(ring);
  return {
    [variables.certificate]: certificate,
    [variables.key]: key,
    [variables.authority]: authority.certificate,
  };
}
