import type { TLSSocket } from "node:tls";
import { OperationError, UnavailableError } from "../../constructs/core/errors";
import { statusName } from "./status";

/** A wait that ended without an answer. */
export class NoAnswer extends Error {
  constructor(readonly reason: "timeout" | "closed") {
    super(reason === "timeout" ? "no answer in time" : "the server closed the connection");
    this.name = "NoAnswer";
  }
}

/** Why no connection came about; nothing was sent on it but the login. */
export function connectFailure(server: string, socket: TLSSocket, cause: Error): Error {
  // Node sets this before it destroys the socket of a certificate that does not verify. Its type
  // says Error, the value is the code.
  const verdict: unknown = socket.authorizationError;
  if (verdict !== undefined && verdict !== null) {
    return operation("MEMCACHED_CERTIFICATE_REFUSED", cause, {
      problem: `the certificate of ${server} does not verify: ${cause.message}`,
      fix: "deploy again, or load the manifest of this very ring; never switch verification off",
    });
  }
  return connectionEnded(server, cause);
}

/** A connection that did not come about, or ended before anything was asked. */
export function connectionEnded(server: string, cause: Error): UnavailableError {
  return new UnavailableError(
    "MEMCACHED_NODE_UNREACHABLE",
    {
      problem: `no connection to ${server}: ${reasonOf(cause)}`,
      fix: "see whether the node runs: cachefort smoke",
    },
    undefined,
    { cause },
  );
}

/** The login was answered, and not with a welcome. */
export function loginRefused(server: string, status: number): OperationError {
  return new OperationError("MEMCACHED_LOGIN_REFUSED", {
    problem: `${server} refused the login`,
    received: statusName(status),
    fix: "check that the manifest and its password file belong to this deployment",
  });
}

/** A command to a node that counts as down. @param cause its last failure */
export function nodeDown(server: string, failures: number, cause: Error): UnavailableError {
  return new UnavailableError(
    "MEMCACHED_NODE_UNREACHABLE",
    {
      problem: `the command was not sent to ${server}, which counts as down after ${failures} failures in a row; the last: ${reasonOf(cause)}`,
      fix: "see whether the node runs: cachefort smoke; it is looked for, and used again when it answers",
    },
    undefined,
    { cause },
  );
}

/** A command that finds too much before it. */
export function queueFull(server: string, received: string, allowed: string): UnavailableError {
  return new UnavailableError("MEMCACHED_QUEUE_FULL", {
    problem: `the command was not sent to ${server}: too much waits for its answers`,
    received,
    allowed,
    fix: "begin fewer commands at a time, or raise maxPendingCommands and maxPendingBytes",
  });
}

/** A command that waited for its turn, or for a connection, until its time was over. */
export function notSent(server: string, timeoutMs: number): UnavailableError {
  return new UnavailableError("MEMCACHED_NODE_UNREACHABLE", {
    problem: `the command was not sent to ${server}: its turn did not come within ${timeoutMs} ms`,
    fix: "see whether the node runs: cachefort smoke",
  });
}

/** A command that waited for the secrets of its login until its time was over. */
export function loginNotRead(server: string, timeoutMs: number): UnavailableError {
  return new UnavailableError("SECRET_UNREADABLE", {
    problem: `the command was not sent to ${server}: AWS Secrets Manager has not answered within ${timeoutMs} ms`,
    fix: "let the program reach AWS Secrets Manager, by a VPC endpoint where its network has no way out; a longer timeoutMs gives it more time",
  });
}

/** A command that was sent and not answered: nobody knows whether it was carried out. */
export function unanswered(server: string, command: string, cause: Error): OperationError {
  const timedOut = cause instanceof NoAnswer && cause.reason === "timeout";
  return operation(timedOut ? "MEMCACHED_TIMEOUT" : "MEMCACHED_CONNECTION_LOST", cause, {
    problem: `${command} on ${server} was sent and not answered (${cause.message}); it may have been carried out`,
    fix: "repeat it if it may be done twice; see whether the node runs: cachefort smoke",
  });
}

/** A command that the server answered with an error. */
export class CommandRefusal extends OperationError {
  /** @param status status word of the answer; see `Status` */
  constructor(
    server: string,
    command: string,
    readonly status: number,
  ) {
    super("MEMCACHED_COMMAND_REFUSED", {
      problem: `${server} refused ${command}`,
      received: statusName(status),
      fix: "see the status; for valueTooLarge raise maxItemSizeBytes, for outOfMemory memoryMib",
    });
  }
}

/** The message; where several addresses were tried, Node gives only the code. */
function reasonOf(cause: Error & { readonly code?: string }): string {
  return cause.message === "" ? (cause.code ?? cause.name) : cause.message;
}

function operation(
  code: string,
  cause: Error,
  detail: { problem: string; fix: string },
): OperationError {
  return new OperationError(code, detail, undefined, { cause });
}
