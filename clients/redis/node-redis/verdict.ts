import type * as NodeRedis from "redis";
import { isLoginRefused } from "../connection-error";
import type { Verdict } from "../resend/resent-call";

/** Classes of errors, from the package that the application has installed. */
export type NodeRedisErrors = Pick<
  typeof NodeRedis,
  | "AbortError"
  | "ClientClosedError"
  | "ClientOfflineError"
  | "ErrorReply"
  | "RootNodesUnavailableError"
  | "WatchError"
>;

/** Answers of a node that has executed nothing; another one, or a later moment, will. */
const NOT_NOW = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN)\b/;
/** Messages of the cluster client for what it could not send anywhere. */
const NOWHERE = /^(Cannot find node|Too many Cluster redirections)/;

/** What an error of node-redis 6 says of the command that it ended; what it does not know counts as lost. */
export function verdictOf(errors: NodeRedisErrors, error: unknown): Verdict {
  if (error instanceof TypeError) return "final";
  if (error instanceof errors.AbortError || error instanceof errors.WatchError) return "final";
  // No class is asked for: an error of a socket may come from another realm.
  const { message } = error as { readonly message: string };
  if (isLoginRefused(error) || NOT_NOW.test(message)) return "again";
  if (error instanceof errors.ErrorReply) return "final";
  const isUnsent =
    NOWHERE.test(message) ||
    error instanceof errors.ClientClosedError ||
    error instanceof errors.ClientOfflineError ||
    error instanceof errors.RootNodesUnavailableError;
  return isUnsent ? "again" : "lost";
}
