import type { Request } from "../protocol/request";
import type { Response } from "../protocol/response";

/** What a command makes of its answers: the result with the last of them, `undefined` before. */
export type Collect<T> = (response: Response, index: number) => T | undefined;

/** A command from the call to its end. */
export interface Exchange {
  /** For messages. */
  readonly command: string;
  readonly requests: readonly Request[];
  /** Bytes of its requests. */
  readonly bytes: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** Opaque of the first request; the others follow. */
  first: number;
  /** Whether the caller has an answer or an error. Answers may come all the same. */
  isSettled: boolean;
  /** Takes an answer to the request of that index. Whether it was the last. */
  take(response: Response, index: number): boolean;
  fail(error: Error): void;
}

/** A command, and what comes of it. */
export function createExchange<T>(
  command: string,
  requests: readonly Request[],
  deadline: number,
  collect: Collect<T>,
): { readonly exchange: Exchange; readonly result: Promise<T> } {
  let settle: (result: T) => void;
  let refuse: (error: Error) => void;
  const result = new Promise<T>((resolve, reject) => {
    settle = resolve;
    refuse = reject;
  });
  let bytes = 0;
  for (const request of requests) bytes += request.size;
  const exchange: Exchange = {
    command,
    requests,
    bytes,
    deadline,
    first: 0,
    isSettled: false,
    take: (response, index) => {
      const made = collect(response, index);
      if (made === undefined) return false;
      exchange.isSettled = true;
      settle(made);
      return true;
    },
    fail: (error) => {
      exchange.isSettled = true;
      refuse(error);
    },
  };
  return { exchange, result };
}
