import { UnavailableError } from "../constructs/core/errors";
import type { SecretReference } from "../constructs/core/manifest";

/** Reads the text of a secret in AWS Secrets Manager (`SecretString`) by its name. */
export type SecretsManagerReader = (name: string) => Promise<string>;

/** A reference to a secret in AWS Secrets Manager. */
export type ManagedSecretReference = Extract<SecretReference, { readonly secretsManager: string }>;

/**
 * The value behind a reference: the secret's text, or a field of it where the reference names one.
 *
 * @throws UnavailableError SECRET_UNREADABLE
 */
export async function readManagedSecret(
  { key, secretsManager: name }: ManagedSecretReference,
  read: SecretsManagerReader,
): Promise<string> {
  let text: string;
  try {
    text = await read(name);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(`the secret ${name} cannot be read: ${message}`, { cause });
  }
  if (key === undefined) return text;
  const value = fieldOf(text, key);
  if (value === undefined) throw unreadable(`the secret ${name} is no JSON with a text ${key}`);
  return value;
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

function unreadable(problem: string, options?: ErrorOptions): UnavailableError {
  return new UnavailableError(
    "SECRET_UNREADABLE",
    {
      problem,
      fix: "let the program's role read the secret; the stack that deployed it writes it",
    },
    undefined,
    options,
  );
}
