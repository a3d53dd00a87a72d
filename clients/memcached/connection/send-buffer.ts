import type { Socket } from "node:net";
import type { Request } from "../protocol/request";

/** Bytes of a piece of memory that requests are written into, one after the other. */
const SLAB_BYTES = 128 * 1024;
/**
 * Most bytes of a write of several requests: a record of TLS, and the read buffer of memcached (`READ_BUFFER_SIZE`).
 * A server that has taken a part of a record waits for the next one (seen with 1.6.18), and the commands in the rest
 * wait with it. So whole requests share a record, and one that is larger has its records for itself.
 */
const WRITE_BYTES = 16 * 1024;

/** Joins requests, so that many small ones become one write. */
export class SendBuffer {
  private slab = Buffer.alloc(0);
  private begin = 0;
  private end = 0;
  private writes: Buffer[] = [];
  private unsent = 0;
  private isWriting = false;

  /** @param onSent hears when something was sent */
  constructor(
    private readonly socket: Socket,
    private readonly onSent: () => void,
  ) {}

  /** Bytes that are not with the system yet. */
  get unsentBytes(): number {
    return this.unsent;
  }

  add(request: Request, opaque: number): void {
    const { size } = request;
    if (this.end - this.begin + size > WRITE_BYTES) this.complete();
    if (size > this.slab.length - this.end) {
      this.complete();
      this.slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, size));
      this.begin = this.end = 0;
    }
    request.writeTo(this.slab, this.end, opaque);
    this.end += size;
    this.unsent += size;
  }

  flush(): void {
    this.complete();
    this.writeNext();
  }

  private complete(): void {
    if (this.end > this.begin) this.writes.push(this.slab.subarray(this.begin, this.end));
    this.begin = this.end;
  }

  /** One at a time: what waits in a socket is joined, and shares its records. */
  private writeNext(): void {
    if (this.isWriting || this.socket.destroyed) return;
    const next = this.writes.shift();
    if (next === undefined) return;
    this.isWriting = true;
    this.socket.write(next, () => {
      this.isWriting = false;
      this.unsent -= next.length;
      this.writeNext();
      this.onSent();
    });
  }
}
