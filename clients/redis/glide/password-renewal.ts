import type { GlideClusterClient } from "@valkey/valkey-glide";
import type { LoginOfNow } from "../login-of-now";

/** A token of AWS IAM lives for 15 minutes; a secret is read anew at the same pace. */
const RENEW_MS = 5 * 60_000;

/**
 * Hands the password of now to GLIDE, which takes none when it connects again.
 *
 * @param report hears of what could not be made, or was refused
 * @returns what ends it
 */
export function renewPassword(
  client: GlideClusterClient,
  login: LoginOfNow,
  password: string,
  report: (error: Error) => void,
): () => void {
  let known = password;
  const renew = async (): Promise<void> => {
    const now = await login.current();
    if (now.password === known) return;
    // Open connections log in too: ElastiCache ends them 12 hours after their last login.
    await client.updateConnectionPassword(now.password, true);
    known = now.password;
  };
  const timer = setInterval(() => void renew().catch(report), RENEW_MS).unref();
  return () => clearInterval(timer);
}
