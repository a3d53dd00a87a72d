import type { ApiOperation } from "./api-model";

/** A request as it came. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** What is sent back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Value = Record<string, unknown>;

/** How requests and answers of a service are written. */
export interface WireProtocol {
  /** Name of the action that a request is for. */
  actionOf(request: WireRequest): string;
  /** What it asks; what the model does not have stays in it, under whatever name. */
  read(operation: ApiOperation, request: WireRequest): Value;
  write(operation: ApiOperation, value: Value): WireAnswer;
  writeFault(code: string, message: string): WireAnswer;
}
