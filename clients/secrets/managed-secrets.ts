import type { Manifest, SecretReference } from "../../constructs/core/manifest";
import { requireInteger } from "../../constructs/core/validate";
import type { LoadedManifest } from "../manifest-file";
import type { SecretsManagerReader, SecretTexts } from "../secrets-manager";
import { secretCacheOf, type SecretAge } from "./secret-cache";

/** How secrets in AWS Secrets Manager are read; nothing of it concerns other secrets. */
export interface ManagedSecretsOptions {
  /**
   * Reads a secret of AWS Secrets Manager.
   * @default - `@aws-sdk/client-secrets-manager`, with the credentials and the region that the AWS SDK finds
   */
  readonly secretsManager?: SecretsManagerReader;
  /**
   * Milliseconds for which new connections use what was read without reading it again, 0 to 86,400,000. What
   * a server refuses is read again at once.
   *
   * @default 300000
   */
  readonly secretMaxAgeMs?: number;
}

const MAX_AGE_MS = 300_000;
const DAY_MS = 86_400_000;

/** Names of the secrets in AWS Secrets Manager among references, each once, that were not read before. */
export function unreadNames(
  { secrets }: Pick<LoadedManifest, "secrets">,
  references: readonly (SecretReference | null)[],
): string[] {
  const names = references.flatMap((reference) =>
    reference !== null && "secretsManager" in reference ? [reference.secretsManager] : [],
  );
  return [...new Set(names)].filter((name) => secrets?.has(name) !== true);
}

/** References to the authorities of a manifest. */
export function authorityReferences({ tls: { ca } }: Manifest): readonly SecretReference[] {
  return ca === "system" ? [] : "file" in ca ? [{ file: ca.file }] : ca.trusted;
}

/** Every reference of a manifest. */
export function secretReferences(manifest: Manifest): readonly (SecretReference | null)[] {
  const passwords = manifest.users.flatMap(({ auth }) => ("iam" in auth ? [] : [auth.password]));
  const commands =
    manifest.kind === "redis-cluster" ? manifest.renamedCommands.map(({ as }) => as) : [];
  return [...authorityReferences(manifest), ...passwords, ...commands];
}

/** @throws ValidationError SECRET_AGE_INVALID */
export function secretMaxAgeOf({ secretMaxAgeMs = MAX_AGE_MS }: ManagedSecretsOptions): number {
  const range = { min: 0, max: DAY_MS, unit: "ms" };
  return requireInteger("SECRET_AGE_INVALID", "secretMaxAgeMs", secretMaxAgeMs, range);
}

/**
 * Reads secrets by their names.
 *
 * @throws ValidationError SECRET_AGE_INVALID
 * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING
 */
export async function readTexts(
  names: readonly string[],
  options: ManagedSecretsOptions,
  onStale?: SecretAge["onStale"],
): Promise<SecretTexts> {
  const cache = secretCacheOf(options.secretsManager);
  const age = { maxAgeMs: secretMaxAgeOf(options), ...(onStale === undefined ? {} : { onStale }) };
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await cache.read(name, age)] as [string, string]),
    ),
  );
}

/**
 * The same manifest with the texts of its secrets in AWS Secrets Manager, for everything that reads secrets
 * without waiting. Where there is none, nothing is asked.
 *
 * @param references of the secrets that are needed
 * @throws as `readTexts`
 */
export async function withSecrets<M extends Manifest>(
  deployed: LoadedManifest<M>,
  options: ManagedSecretsOptions = {},
  references: readonly (SecretReference | null)[] = secretReferences(deployed.manifest),
): Promise<LoadedManifest<M>> {
  const names = unreadNames(deployed, references);
  return names.length === 0 ? deployed : withTexts(deployed, await readTexts(names, options));
}

/** The same manifest with further texts. */
export function withTexts<M extends Manifest>(
  deployed: LoadedManifest<M>,
  texts: SecretTexts,
): LoadedManifest<M> {
  return { ...deployed, secrets: new Map([...(deployed.secrets ?? []), ...texts]) };
}
