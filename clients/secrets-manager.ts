import { CachefortError, UnavailableError } from "../constructs/core/errors";
import type { SecretReference } from "../constructs/core/manifest";

/** Reads the text of a secret in AWS Secrets Manager (`SecretString`) by its name or ARN. */
export type SecretsManagerReader = (name: string) => Promise<string>;

/** A reference to a secret in AWS Secrets Manager. */
export type ManagedSecretReference = Extract<SecretReference, { readonly secretsManager: string }>;

/** Texts of secrets in AWS Secrets Manager by the name that a manifest calls them. */
export type SecretTexts = ReadonlyMap<string, string>;

/**
 * The value behind a reference: the secret's text, or a field of it where the reference names one.
 *
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function managedValue({ key, secretsManager }: ManagedSecretReference, text: string) {
  if (key === undefined) return text;
  const value = fieldOf(text, key);
  if (value !== undefined) return value;
  throw unreadable(
    `the secret ${secretsManager} is no JSON with a text ${key}`,
    "let the stack that deployed it write it anew: cachefort up",
  );
}

/** Tells a person why a secret cannot be read; a coded error tells it already. */
export function readFailure(name: string, cause: unknown): CachefortError {
  if (CachefortError.is(cause)) return cause;
  const { message, name: kind } = cause instanceof Error ? cause : new Error(String(cause));
  const what = message.includes(kind) ? message : `${kind}: ${message}`;
  return unreadable(`the secret ${name} cannot be read: ${what}`, adviceFor(kind, message), {
    cause,
  });
}

/** An error of the parser would show the secret. */
function fieldOf(text: string, key: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function adviceFor(kind: string, message: string): string {
  if (/region/i.test(message)) return "set AWS_REGION, or name the secret by its ARN";
  if (kind === "CredentialsProviderError") {
    return "give the program a role that may read the secret, or log in: aws sso login";
  }
  if (/^(AccessDenied|ResourceNotFound|DecryptionFailure)/.test(kind)) {
    return "let the program's role read the secret and use its key; the stack that deployed it writes it";
  }
  return "let the program reach AWS Secrets Manager, by a VPC endpoint where its network has no way out, and its role read the secret";
}

function unreadable(problem: string, fix: string, options?: ErrorOptions): UnavailableError {
  return new UnavailableError("SECRET_UNREADABLE", { problem, fix }, undefined, options);
}
