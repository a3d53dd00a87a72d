import type { LoadAttempt } from "../../../workload/load-exhibit";
import type { WrongValue } from "./key-history";

/** One request of a load, from the call to the moment the client told its end. */
export interface RingRequest extends LoadAttempt {
  readonly key: string;
  /** The node that holds the key, as in `ring.servers`. */
  readonly server: string;
  readonly operation: "read" | "write";
  /** Code of the client's error. @default - it was answered */
  readonly code?: string;
  /** What is wrong with the value that was read. @default - nothing */
  readonly problem?: WrongValue;
}

/** Milliseconds that a request took. */
export function latencyOf({ endedAt, startedAt }: RingRequest): number {
  return endedAt - startedAt;
}

/** Whether the node answered. */
export function isAnswered({ outcome }: RingRequest): boolean {
  return outcome === "acknowledged";
}

/** Whether the node did what it was asked for: a read found its key. */
export function isServed(request: RingRequest): boolean {
  return isAnswered(request) && request.isMiss !== true;
}
