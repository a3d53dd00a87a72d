import { CachefortError, UnavailableError } from "../../constructs/core/errors";

/** What the engine says of a network that something is on; Terraform breaks long lines in its frame. */
const NETWORK_IN_USE =
  /network[\s│]+(\S+)[\s│]+(?:id[\s│]+\S+[\s│]+)?has[\s│]+active[\s│]+endpoints/;

/**
 * The error to tell for a failed run of Terraform: one with a way out where the reason is known, else
 * the same.
 */
export function explainedFailure(cause: unknown): unknown {
  if (!CachefortError.is(cause)) return cause;
  const network = NETWORK_IN_USE.exec(cause.message)?.[1];
  if (network === undefined) return cause;
  return new UnavailableError(
    "DOCKER_NETWORK_IN_USE",
    {
      problem: "the engine does not remove the network, for it counts a container on it",
      received: network,
      fix: `docker network inspect ${network} names what is on it: detach that (docker network disconnect) and repeat; if it names nothing, the engine has miscounted, as Docker 20.10 may when containers start beside others that end: restart it and repeat`,
    },
    undefined,
    { cause },
  );
}
