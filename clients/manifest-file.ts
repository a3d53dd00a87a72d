import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UnavailableError, ValidationError } from "../constructs/core/errors";
import type {
  Manifest,
  MemcachedManifest,
  RedisManifest,
  SecretReference,
} from "../constructs/core/manifest";
import { readManifest } from "../constructs/core/manifest-reader";
import { managedValue, type SecretTexts } from "./secrets-manager";

/** A manifest with the folder that its relative paths start from. */
export interface LoadedManifest<M extends Manifest = Manifest> {
  readonly manifest: M;
  readonly directory: string;
  /**
   * Texts of its secrets in AWS Secrets Manager, for what reads secrets without waiting; see `withSecrets`.
   * @default - none was read
   */
  readonly secrets?: SecretTexts;
}

/** What references of a manifest are followed from. */
export type SecretPlace = Pick<LoadedManifest, "directory" | "secrets">;

/**
 * Loads a manifest from its file.
 *
 * @throws UnavailableError MANIFEST_MISSING
 * @throws ValidationError MANIFEST_INVALID, MANIFEST_VERSION_UNKNOWN
 */
export function loadManifest(file: string): LoadedManifest {
  const path = resolve(file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UnavailableError(
      "MANIFEST_MISSING",
      {
        problem: `the manifest ${path} cannot be read: ${(cause as Error).message}`,
        fix: "deploy the environment first: cachefort up",
      },
      undefined,
      { cause },
    );
  }
  return { manifest: readManifest(parseJson(text, path), path), directory: dirname(path) };
}

/**
 * Loads the manifest of a Redis Cluster.
 *
 * @throws ValidationError MANIFEST_KIND_UNEXPECTED, and as `loadManifest`
 */
export function loadRedisManifest(file: string): LoadedManifest<RedisManifest> {
  const { manifest, directory } = loadManifest(file);
  if (manifest.kind !== "redis-cluster") throw unexpectedKind(file, manifest, "redis-cluster");
  return { manifest, directory };
}

/**
 * Loads the manifest of a Memcached ring.
 *
 * @throws ValidationError MANIFEST_KIND_UNEXPECTED, and as `loadManifest`
 */
export function loadMemcachedManifest(file: string): LoadedManifest<MemcachedManifest> {
  const { manifest, directory } = loadManifest(file);
  if (manifest.kind !== "memcached") throw unexpectedKind(file, manifest, "memcached");
  return { manifest, directory };
}

function unexpectedKind(
  file: string,
  manifest: Manifest,
  expected: Manifest["kind"],
): ValidationError {
  return new ValidationError("MANIFEST_KIND_UNEXPECTED", {
    problem: `${file} describes something else`,
    received: manifest.kind,
    allowed: expected,
    fix: "name the manifest of a cluster for a Redis client, of a ring for a Memcached client",
  });
}

/**
 * The value behind a reference.
 *
 * @throws UnavailableError SECRET_UNREADABLE
 * @throws ValidationError SECRET_KIND_UNSUPPORTED for a secret in AWS Secrets Manager that was not read before
 */
export function readSecret(reference: SecretReference, place: SecretPlace): string {
  if ("file" in reference) return readTextFile(resolve(place.directory, reference.file)).trimEnd();
  if ("env" in reference) {
    const value = process.env[reference.env];
    if (value !== undefined && value !== "") return value;
    throw new UnavailableError("SECRET_UNREADABLE", {
      problem: `the environment variable ${reference.env} holds no value`,
      fix: `export ${reference.env} before the command`,
    });
  }
  const text = place.secrets?.get(reference.secretsManager);
  if (text !== undefined) return managedValue(reference, text);
  throw new ValidationError("SECRET_KIND_UNSUPPORTED", {
    problem: "the secret lies in AWS Secrets Manager, and was not read there before it was needed",
    received: reference.secretsManager,
    allowed: "file, env; for connectRedis and connectMemcached secretsManager too",
    fix: "read the manifest's secrets first: withSecrets(manifest)",
  });
}

/**
 * PEM text of the authorities, or `undefined` for the machine's own trust store.
 *
 * @throws UnavailableError SECRET_UNREADABLE
 * @throws ValidationError SECRET_KIND_UNSUPPORTED, as `readSecret`
 */
export function readAuthority(deployed: LoadedManifest): string | undefined {
  const { ca } = deployed.manifest.tls;
  if (ca === "system") return undefined;
  if ("file" in ca) return readTextFile(resolve(deployed.directory, ca.file));
  return ca.trusted.map((certificate) => `${readSecret(certificate, deployed)}\n`).join("");
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValidationError(
      "MANIFEST_INVALID",
      {
        problem: `${path} is not JSON: ${(cause as Error).message}`,
        fix: "deploy again; do not edit manifests by hand",
      },
      undefined,
      { cause },
    );
  }
}

function readTextFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UnavailableError(
      "SECRET_UNREADABLE",
      {
        problem: `${path} cannot be read: ${(cause as Error).message}`,
        fix: "run the command as the user who deployed, or deploy again: cachefort up",
      },
      undefined,
      { cause },
    );
  }
}
