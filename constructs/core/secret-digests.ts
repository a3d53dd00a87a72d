/**
 * All that the constructs learn of secrets: digests that Terraform may store and that change when
 * the secret does. The secrets are 256 random bits, so that a digest tells nothing of them.
 */
export interface SecretDigests {
  /** SHA-256 of a user's password, 64 hexadecimal digits: what the ACL file holds. */
  passwordHash(owner: string, user: string): string;
  /** SHA-256 of a command's secret name. */
  commandNameDigest(owner: string, command: string): string;
  /** SHA-256 of a node's certificate. */
  certificateDigest(owner: string, node: string): string;
}
