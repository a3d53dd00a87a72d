import {
  OperationError,
  UnavailableError,
  type CachefortError,
} from "../../constructs/core/errors";
import type { RedisManifest } from "../../constructs/core/manifest";

const LOGIN_REFUSED = /\b(WRONGPASS|NOAUTH)\b/;
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Message of ioredis for a command whose connection is gone, which a cluster client sends again. */
export const CONNECTION_CLOSED = "Connection is closed.";

/** Whether a server refused a login. */
export function isLoginRefused(error: unknown): boolean {
  return error instanceof Error && LOGIN_REFUSED.test(error.message);
}

/** Whether a connection failed because the server's certificate was not accepted. */
export function isCertificateError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && CERTIFICATE_CODES.has(code);
}

/** Whether a connection failed at a server that is there: by its certificate or by the login. */
export function isAnswer(error: unknown): boolean {
  return isCertificateError(error) || isLoginRefused(error);
}

/** Tells a person why a cluster could not be connected to. */
export function connectionError(
  manifest: RedisManifest,
  user: string,
  cause: unknown,
): CachefortError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (LOGIN_REFUSED.test(message)) {
    return new OperationError(
      "REDIS_LOGIN_REFUSED",
      {
        problem: `cluster ${manifest.name} refuses the login of user ${user}: ${message}`,
        fix: logsInWithIam(manifest, user)
          ? "let the program's role connect as this user (grantConnect), and see that its clock is right"
          : "deploy again, so that the cluster and the secrets of the manifest agree",
      },
      undefined,
      { cause },
    );
  }
  if (isCertificateError(cause)) {
    return new OperationError(
      "REDIS_TLS_UNTRUSTED",
      {
        problem: `cluster ${manifest.name} shows a certificate that is not accepted: ${message}`,
        fix:
          manifest.tls.ca === "system"
            ? "update the trust store of this machine; never switch verification off"
            : "deploy again, so that certificates and authority agree; never switch verification off",
      },
      undefined,
      { cause },
    );
  }
  return new UnavailableError(
    "REDIS_UNREACHABLE",
    {
      problem: `no node of cluster ${manifest.name} can be reached: ${message}`,
      received: manifest.entrypoints.map(({ host, port }) => `${host}:${port}`),
      fix:
        manifest.target === "aws"
          ? "let the program's security group reach the cluster's, from within its network"
          : "start the environment: cachefort up",
    },
    undefined,
    { cause },
  );
}

function logsInWithIam({ users }: RedisManifest, user: string): boolean {
  return users.some(({ auth, name }) => name === user && "iam" in auth);
}
