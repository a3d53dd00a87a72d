import type * as Glide from "@valkey/valkey-glide";
import type { Verdict } from "../resend/resent-call";

/** Classes of errors, from the package that the application has installed. */
export type GlideErrors = Pick<
  typeof Glide,
  "ClosingError" | "ConnectionError" | "RequestError" | "TimeoutError"
>;

/** Answers of a node that has executed nothing, in the words of a server or of GLIDE. */
const NOT_NOW =
  /\b(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|Moved|TryAgain|ClusterDown|BusyLoadingError|MasterDown)\b/;
/** GLIDE had no connection to send it on. */
const NOWHERE = /(ConnectionNotFound|No connection found|AllConnectionsUnavailable)/i;
const ANSWERED = /signalled by the server/;

/** What an error of GLIDE 2 says of the command that it ended. */
export function verdictOf(errors: GlideErrors, error: unknown): Verdict {
  if (!(error instanceof errors.RequestError)) return "final";
  if (error instanceof errors.TimeoutError) return "lost";
  if (NOT_NOW.test(error.message) || NOWHERE.test(error.message)) return "again";
  if (error instanceof errors.ConnectionError) return "lost";
  return ANSWERED.test(error.message) || !CONNECTION.test(error.message) ? "final" : "lost";
}

/** GLIDE has one class for what a server says and for what becomes of connections. */
const CONNECTION =
  /\b(connection|disconnect|closed|broken pipe|reset|terminated|io error|IoError)/i;
