import { CachefortError, UnavailableError } from "../../constructs/core/errors";
import { SET_CREDENTIALS } from "./failures";

/** For all attempts of the SDK together, which has no limit of its own: a network may swallow packets. */
const CALL_TIMEOUT_MS = 30_000;

/** A call of an action, such as `elasticache:TestFailover` on `prod-sessions`. */
export interface AwsAction {
  /** As a policy names it. */
  readonly action: string;
  /** What it is asked of. */
  readonly subject: string;
  /** Ends the call. @default - none */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls an action, for at most half a minute.
 *
 * @throws UnavailableError AWS_CREDENTIALS_MISSING, AWS_CALL_REFUSED
 */
export async function callAws<T>(
  call: AwsAction,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const abortSignal = call.signal === undefined ? limit : AbortSignal.any([call.signal, limit]);
  try {
    return await send({ abortSignal });
  } catch (cause) {
    call.signal?.throwIfAborted();
    if (CachefortError.is(cause)) throw cause;
    throw explainedCall(
      call,
      limit.aborted ? new Error(`no answer within ${CALL_TIMEOUT_MS} ms`) : cause,
    );
  }
}

/** Name of the fault that a service has answered with. */
export function faultName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function explainedCall({ action, subject }: AwsAction, cause: unknown): UnavailableError {
  const name = faultName(cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  if (name === "CredentialsProviderError") {
    return new UnavailableError(
      "AWS_CREDENTIALS_MISSING",
      { problem: `${action} needs credentials: ${said}`, fix: SET_CREDENTIALS },
      undefined,
      { cause },
    );
  }
  const isDenied = /AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name);
  return new UnavailableError(
    "AWS_CALL_REFUSED",
    {
      problem: `AWS refuses ${action} on ${subject}: ${name}: ${said}`,
      fix: isDenied
        ? `allow ${action} to the role that runs this`
        : "see what it says; the account, the region and the environment must be those of the deployment",
    },
    undefined,
    { cause },
  );
}
