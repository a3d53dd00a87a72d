import { constants } from "node:buffer";
import { answerInvalid } from "./answer-invalid";
import { Field, HEADER_BYTES, RESPONSE_MAGIC } from "./header";
import { Response } from "./response";

/** Takes a stream of bytes in pieces of any size, and gives the answers in it. */
export class ResponseParser {
  /** Pieces of an answer that is not complete. */
  private pieces: Buffer[] = [];
  private held = 0;
  /** Bytes with which something can be done: a header, or a whole answer. */
  private wanted = 1;

  /** @param maxBodyBytes longest body that is waited for @default - the longest text of JavaScript */
  constructor(private readonly maxBodyBytes: number = constants.MAX_STRING_LENGTH) {}

  /**
   * The answers that are complete with this piece, in order. After an error the stream is of no more use.
   *
   * @throws OperationError MEMCACHED_ANSWER_INVALID as soon as the bytes are no answer, or one that is too long
   */
  push(piece: Buffer): Response[] {
    const bytes = this.joined(piece);
    if (bytes === undefined) return [];
    const responses: Response[] = [];
    let at = 0;
    while (at < bytes.length) {
      const size = this.sizeOf(bytes, at);
      if (size > bytes.length - at) {
        this.wanted = size;
        break;
      }
      responses.push(new Response(bytes, at));
      at += size;
    }
    this.keep(bytes, at);
    return responses;
  }

  /** Pieces are joined when they make something whole, so that each byte is copied twice at most. */
  private joined(piece: Buffer): Buffer | undefined {
    if (this.held === 0) return piece;
    this.pieces.push(piece);
    this.held += piece.length;
    return this.held < this.wanted ? undefined : Buffer.concat(this.pieces, this.held);
  }

  private keep(bytes: Buffer, from: number): void {
    this.held = bytes.length - from;
    this.pieces = this.held === 0 ? [] : [bytes.subarray(from)];
  }

  /** Bytes of the answer that begins there, or of a header where that is not complete. */
  private sizeOf(bytes: Buffer, at: number): number {
    const magic = bytes[at];
    if (magic !== RESPONSE_MAGIC) throw answerInvalid(`it begins with 0x${magic?.toString(16)}`);
    if (bytes.length - at < HEADER_BYTES) return HEADER_BYTES;
    const body = bytes.readUInt32BE(at + Field.bodyLength);
    const parts =
      bytes.readUInt8(at + Field.extrasLength) + bytes.readUInt16BE(at + Field.keyLength);
    if (parts > body) throw answerInvalid(`key and extras of ${parts} bytes in a body of ${body}`);
    if (body > this.maxBodyBytes) {
      throw answerInvalid(
        `a body of ${body} bytes, and more than ${this.maxBodyBytes} are no text`,
      );
    }
    return HEADER_BYTES + body;
  }
}
