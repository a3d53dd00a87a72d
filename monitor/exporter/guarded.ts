import { ValidationError } from "../../constructs/core/errors";
import type { MetricsServerProps } from "./metrics-server";

/** Addresses that nobody but this machine reaches (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
/** Fewer characters are guessed. */
const LEAST_TOKEN = 16;

/**
 * Refuses an endpoint that others reach without a token over TLS or a certificate of their own: figures tell an
 * attacker what there is.
 *
 * @throws ValidationError MONITOR_UNGUARDED, MONITOR_TOKEN_SHORT
 */
export function requireGuarded({ host, tls, token }: MetricsServerProps): void {
  if (token !== undefined && token.length < LEAST_TOKEN) {
    throw new ValidationError("MONITOR_TOKEN_SHORT", {
      problem: "the token of the metrics is short enough to be guessed",
      received: `${token.length} characters`,
      allowed: `${LEAST_TOKEN} and more`,
      fix: "make one, such as with openssl rand -hex 32",
    });
  }
  if (LOOPBACK.test(host)) return;
  const isGuarded =
    tls?.clientAuthority !== undefined || (tls !== undefined && token !== undefined);
  if (isGuarded) return;
  throw new ValidationError("MONITOR_UNGUARDED", {
    problem: "others would read the metrics unasked",
    received: host,
    allowed: "127.0.0.1, or TLS with --client-ca, or TLS with --token-file",
    fix: "give --tls-cert and --tls-key with one of both, or listen on 127.0.0.1",
  });
}
