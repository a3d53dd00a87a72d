import { Field, HEADER_BYTES, REQUEST_MAGIC } from "./header";
import type { Opcode } from "./opcode";

const WORD_BYTES = 4;
const NO_EXTRAS: readonly number[] = [];

/** A request of the binary protocol, which writes itself where it is told. */
export class Request {
  /** Bytes that it takes on the wire. */
  readonly size: number;
  private readonly keyBytes: number;

  /** @param extras the fields between header and key, as words of 32 bits */
  constructor(
    readonly opcode: Opcode,
    private readonly key: string = "",
    private readonly extras: readonly number[] = NO_EXTRAS,
    private readonly value: string = "",
  ) {
    this.keyBytes = Buffer.byteLength(key);
    this.size =
      HEADER_BYTES + extras.length * WORD_BYTES + this.keyBytes + Buffer.byteLength(value);
  }

  /**
   * Writes `size` bytes.
   *
   * @param opaque 0 to 2^32 - 1; every answer to the request carries it
   */
  writeTo(target: Buffer, at: number, opaque: number): void {
    target.fill(0, at, at + HEADER_BYTES);
    target[at] = REQUEST_MAGIC;
    target[at + Field.opcode] = this.opcode;
    target.writeUInt16BE(this.keyBytes, at + Field.keyLength);
    target[at + Field.extrasLength] = this.extras.length * WORD_BYTES;
    target.writeUInt32BE(this.size - HEADER_BYTES, at + Field.bodyLength);
    target.writeUInt32BE(opaque, at + Field.opaque);
    let next = at + HEADER_BYTES;
    for (const word of this.extras) next = target.writeUInt32BE(word, next);
    next += writeText(target, this.key, next, this.keyBytes);
    writeText(target, this.value, next, at + this.size - next);
  }
}

function writeText(target: Buffer, text: string, at: number, bytes: number): number {
  if (bytes === 0) return 0;
  // A text with as many bytes as characters is ASCII, and latin1 is the fastest way to write that.
  return target.write(text, at, bytes, bytes === text.length ? "latin1" : "utf8");
}
