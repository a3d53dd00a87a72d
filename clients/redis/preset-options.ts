import type { ClientPlace } from "../client-place";
import type { AwsLoginOptions } from "./login";
import type { Resend } from "./resend/resend-rule";

/** What an application may change about its connection, whatever the client. */
export interface PresetOptions extends AwsLoginOptions {
  /**
   * Milliseconds after which a command without an answer fails, retries included.
   *
   * @default - twice the longest automatic failover: 10800 at a node timeout of 2000
   */
  readonly commandTimeoutMs?: number;
  /**
   * Commands that are sent again although they may have been executed: further ones by name, such as `incr`, or
   * `"all"`. A write that is sent again may be executed twice.
   *
   * @default - idempotent ones
   */
  readonly resend?: Resend;
  /**
   * Which nodes answer reads. A replica may be behind its primary: by milliseconds as a rule, by any time while it
   * is cut off, and a caller may not see what it has just written. Where no replica of a shard can be reached,
   * `replicas` asks the primary.
   *
   * @default "primary"
   */
  readonly readFrom?: "primary" | "replicas" | "all";
  /**
   * Where the client runs.
   *
   * @default "machine" - on the host target's or the Docker engine's
   */
  readonly from?: ClientPlace;
  /**
   * Name of the connections in `CLIENT LIST`.
   * @default - none
   */
  readonly connectionName?: string;
}

/** What a client on sockets of Node takes beside the options of all. */
export interface SocketOptions {
  /**
   * Milliseconds without any data after which a connection with an open command counts as dead.
   * A client of blocking commands needs more than their longest wait.
   *
   * @default - the node timeout, at least 1000
   */
  readonly socketTimeoutMs?: number;
  /**
   * Hears of failures of connections to single nodes; a command reports its own failure.
   * @default - nobody
   */
  readonly onNodeError?: (error: Error) => void;
}

/** Options of the presets on ioredis and node-redis. */
export interface RedisConnectionOptions extends PresetOptions, SocketOptions {}

/** Options of the preset on GLIDE, whose connections are its own matter. */
export interface GlideOptions extends PresetOptions, Pick<SocketOptions, "onNodeError"> {}
