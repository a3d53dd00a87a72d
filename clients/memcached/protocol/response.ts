import { answerInvalid } from "./answer-invalid";
import { Field, HEADER_BYTES } from "./header";

const COUNTER_BYTES = 8;

/** An answer of the binary protocol: a view of the bytes that came, which nothing copies. */
export class Response {
  /** @param at where its header begins in `bytes`; all of it is there */
  constructor(
    private readonly bytes: Buffer,
    private readonly at: number,
  ) {}

  get opcode(): number {
    return this.bytes.readUInt8(this.at + Field.opcode);
  }

  /** See `Status`. */
  get status(): number {
    return this.bytes.readUInt16BE(this.at + Field.status);
  }

  get opaque(): number {
    return this.bytes.readUInt32BE(this.at + Field.opaque);
  }

  get key(): string {
    const begin = this.keyBegin;
    return this.bytes.toString("utf8", begin, begin + this.keyLength);
  }

  get value(): string {
    return this.bytes.toString("utf8", this.valueBegin, this.end);
  }

  /**
   * The value of a counter: 64 bits, of which a number of JavaScript holds 53 exactly.
   *
   * @throws OperationError MEMCACHED_ANSWER_INVALID when the value has another length
   */
  get counter(): number {
    const bytes = this.end - this.valueBegin;
    if (bytes !== COUNTER_BYTES) throw answerInvalid(`a counter of ${bytes} bytes`);
    return Number(this.bytes.readBigUInt64BE(this.valueBegin));
  }

  private get keyLength(): number {
    return this.bytes.readUInt16BE(this.at + Field.keyLength);
  }

  private get keyBegin(): number {
    return this.at + HEADER_BYTES + this.bytes.readUInt8(this.at + Field.extrasLength);
  }

  private get end(): number {
    return this.at + HEADER_BYTES + this.bytes.readUInt32BE(this.at + Field.bodyLength);
  }

  private get valueBegin(): number {
    return this.keyBegin + this.keyLength;
  }
}
