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

/** Whose secrets those are. */
interface ModelsWithSecrets {
  readonly clusters?: readonly Pick<AwsRedisModel, "name" | "users">[];
  readonly serverless?: readonly Pick<AwsRedisModel, "name" | "users">[];
  readonly rings?: readonly AwsMemcachedModel[];
}

/** Where the values of a deployment that has not come to its end wait for the next one. */
export function pendingFile({ secrets }: Pick<EnvironmentPaths, "secrets">): string {
  return join(secrets, "pending.json");
}

/**
 * Values for each variable of an environment: those of the deployment that was interrupted, else new ones.
 * Terraform passes a value on to several places, and one that it passed on halfway has to stay the same.
 *
 * @throws ValidationError SECRET_MODE
 * @throws UnavailableError SECRET_UNREADABLE
 */
export async function runValues(
  paths: Pick<EnvironmentPaths, "secrets">,
  models: ModelsWithSecrets,
): Promise<RunValues> {
  const pending = readPending(paths);
  const values = await newRunValues(models, pending);
  if (Object.keys(values).length > 0) writePrivateFile(pendingFile(paths), JSON.stringify(values));
  return values;
}

/** New values for each variable, but for those that there are already. */
export async function newRunValues(
  { clusters = [], rings = [], serverless = [] }: ModelsWithSecrets,
  kept: Partial<RunValues> = {},
): Promise<RunValues> {
  const passwords = [
    ...[...clusters, ...serverless].flatMap(passwordVariablesOf),
    ...rings.flatMap((ring) =>
      ring.logins.map((login) => passwordVariable(loginAddress(ring, login))),
    ),
  ];
  const values = passwords.map((name): [string, string] => [
    name,
    kept[name] ?? randomBytes(PASSWORD_BYTES).toString("base64url"),
  ]);
  const certificates = await Promise.all(rings.map((ring) => certificateOf(ring, kept)));
  return Object.fromEntries([...values, ...certificates.flatMap((each) => Object.entries(each))]);
}

async function certificateOf(
  ring: AwsMemcachedModel,
  kept: Partial<RunValues>,
): Promise<RunValues> {
  const found = Object.values(certificateVariables(ring)).flatMap((name: string) => {
    const value = kept[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // The three belong together.
  return found.length === 3 ? Object.fromEntries(found) : newCertificate(ring);
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
