import type { Socket } from "node:net";
import { NoAnswer } from "../failures";
import { answerInvalid } from "../protocol/answer-invalid";
import type { Response } from "../protocol/response";
import { ResponseParser } from "../protocol/response-parser";
import type { Exchange } from "./exchange";
import { SendBuffer } from "./send-buffer";

/** More bytes than this do not wait to be written: commands that follow are not sent yet. */
const MOST_UNSENT_BYTES = 1024 ** 2;
const OPAQUES = 2 ** 32;

/** Who hears of a channel. */
export interface ChannelOwner {
  /** An answer came. @param isComplete whether it was the last of its command, settled or not */
  answered(exchange: Exchange, isComplete: boolean): void;
  /** A command's time is over; its answer may still come. */
  late(exchange: Exchange): void;
  /** Something was written: commands that were held back may go. */
  drained(): void;
  /** Nothing more comes. @param unanswered commands that were sent and have no answer; some are settled */
  ended(cause: Error, unanswered: readonly Exchange[]): void;
}

/** A connected socket with any number of commands under way. Answers find their command by its opaque. */
export class Channel {
  /** When something was last received, on the clock of `performance.now()`. */
  private heardAt = performance.now();
  private readonly inFlight = new Map<number, Exchange>();
  private readonly parser = new ResponseParser();
  private readonly buffer: SendBuffer;
  private owner: ChannelOwner | undefined;
  private opaque = 0;
  private isFlushDue = false;
  private cause: Error | undefined;

  /** @param socket connected, and for nobody else to use */
  constructor(private readonly socket: Socket) {
    this.buffer = new SendBuffer(socket, () => this.owner?.drained());
    socket.on("data", (piece: Buffer) => this.receive(piece));
    // An error and the close that follows it come in one tick; the error tells more.
    socket.on("error", (error) => this.end(error));
    socket.on("end", () => this.end(new NoAnswer("closed")));
    socket.on("close", () => this.end(new NoAnswer("closed")));
  }

  /** Why it has ended, if it has. */
  get endedBy(): Error | undefined {
    return this.cause;
  }

  /** Whether what is sent now would wait in this process. */
  get isBlocked(): boolean {
    return this.buffer.unsentBytes > MOST_UNSENT_BYTES;
  }

  /** Whoever was told before is told no more. */
  tell(owner: ChannelOwner): void {
    this.owner = owner;
  }

  /** Whether a caller waits for an answer. */
  get isAwaited(): boolean {
    for (const { isSettled } of this.inFlight.values()) if (!isSettled) return true;
    return false;
  }

  /** Sends a command: at once where nothing is under way, else with all others of this turn of the event loop. */
  send(exchange: Exchange): void {
    const isAlone = this.inFlight.size === 0;
    exchange.first = this.opaque;
    for (const request of exchange.requests) {
      this.inFlight.set(this.opaque, exchange);
      this.buffer.add(request, this.opaque);
      this.opaque = (this.opaque + 1) % OPAQUES;
    }
    if (isAlone) this.buffer.flush();
    else this.flushSoon();
  }

  /**
   * Tells of commands whose time is over, and ends when the node has said nothing in all the time of one of them.
   *
   * @param timeoutMs time of every command
   * @returns when the next one's is over
   */
  expire(now: number, timeoutMs: number): number | undefined {
    for (const exchange of this.inFlight.values()) {
      if (exchange.isSettled) continue;
      if (exchange.deadline > now) return exchange.deadline;
      if (this.heardAt < exchange.deadline - timeoutMs) {
        this.end(new NoAnswer("timeout"));
        return undefined;
      }
      this.owner?.late(exchange);
    }
    return undefined;
  }

  /** Ends the connection; commands under way are told the cause. */
  end(cause: Error): void {
    if (this.cause !== undefined) return;
    this.cause = cause;
    this.socket.destroy();
    const unanswered = [...new Set(this.inFlight.values())];
    this.inFlight.clear();
    this.owner?.ended(cause, unanswered);
  }

  private flushSoon(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    process.nextTick(() => {
      this.isFlushDue = false;
      if (this.cause === undefined) this.buffer.flush();
    });
  }

  private receive(piece: Buffer): void {
    if (this.cause !== undefined) return;
    this.heardAt = performance.now();
    try {
      for (const response of this.parser.push(piece)) this.deliver(response);
    } catch (error) {
      this.end(error as Error);
    }
  }

  private deliver(response: Response): void {
    const opaque = response.opaque;
    const exchange = this.inFlight.get(opaque);
    if (exchange === undefined) throw answerInvalid(`nothing was asked with opaque ${opaque}`);
    const index = (opaque - exchange.first + OPAQUES) % OPAQUES;
    if (exchange.requests[index]?.opcode !== response.opcode) {
      throw answerInvalid(`${exchange.command} is answered by opcode ${response.opcode}`);
    }
    const isComplete = exchange.take(response, index);
    if (isComplete) this.forget(exchange);
    this.owner?.answered(exchange, isComplete);
  }

  private forget(exchange: Exchange): void {
    const { length } = exchange.requests;
    for (let index = 0; index < length; index++) {
      this.inFlight.delete((exchange.first + index) % OPAQUES);
    }
  }
}
