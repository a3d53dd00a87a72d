import { requireInteger } from "../../../constructs/core/validate";
import { queueFull } from "../failures";
import type { Exchange } from "./exchange";

/** Bounds of what waits for the answers of one node. */
export interface PendingLimits {
  /**
   * Most commands without an answer at a time, 1 to 1,000,000; each key of `getMany` is one.
   *
   * @default 10000
   */
  readonly maxPendingCommands?: number;
  /** Most bytes of such commands, 1 to 2^53 - 1. One command alone may have more. @default 67108864 - 64 MiB */
  readonly maxPendingBytes?: number;
}

/**
 * The limits with their defaults.
 *
 * @throws ValidationError MEMCACHED_PENDING_INVALID
 */
export function requirePendingLimits({
  maxPendingBytes = 64 * 1024 ** 2,
  maxPendingCommands = 10_000,
}: PendingLimits): Required<PendingLimits> {
  requireInteger("MEMCACHED_PENDING_INVALID", "maxPendingCommands", maxPendingCommands, {
    min: 1,
    max: 1_000_000,
  });
  requireInteger("MEMCACHED_PENDING_INVALID", "maxPendingBytes", maxPendingBytes, {
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    unit: "bytes",
  });
  return { maxPendingBytes, maxPendingCommands };
}

/** Counts commands from the call to the answer, also those whose caller waits no more. */
export class Pending {
  private commands = 0;
  private bytes = 0;
  private readonly limits: Required<PendingLimits>;

  constructor(
    private readonly server: string,
    limits: PendingLimits,
  ) {
    this.limits = requirePendingLimits(limits);
  }

  /** Why a command finds no room; `undefined` where it was counted. */
  add({ bytes, requests }: Exchange): Error | undefined {
    const { maxPendingBytes, maxPendingCommands } = this.limits;
    const commands = this.commands + requests.length;
    const isFull = commands > maxPendingCommands || this.bytes + bytes > maxPendingBytes;
    if (isFull && this.commands > 0) {
      const received = `${commands} commands, ${this.bytes + bytes} bytes`;
      const allowed = `${maxPendingCommands} commands, ${maxPendingBytes} bytes`;
      return queueFull(this.server, received, allowed);
    }
    this.commands = commands;
    this.bytes += bytes;
    return undefined;
  }

  remove({ bytes, requests }: Exchange): void {
    this.commands -= requests.length;
    this.bytes -= bytes;
  }
}
