/** An answer of a server, as its parts. */
export interface Answer {
  readonly opcode: number;
  readonly status: number;
  readonly opaque: number;
  readonly extras: Buffer;
  readonly key: string;
  readonly value: string;
}

/** Its bytes, by `protocol_binary.h`. */
export function encodeAnswer({ extras, key, opaque, opcode, status, value }: Answer): Buffer {
  const [keyBytes, valueBytes] = [Buffer.from(key), Buffer.from(value)];
  const header = Buffer.alloc(24);
  header.writeUInt8(0x81, 0);
  header.writeUInt8(opcode, 1);
  header.writeUInt16BE(keyBytes.length, 2);
  header.writeUInt8(extras.length, 4);
  header.writeUInt16BE(status, 6);
  header.writeUInt32BE(extras.length + keyBytes.length + valueBytes.length, 8);
  header.writeUInt32BE(opaque, 12);
  return Buffer.concat([header, extras, keyBytes, valueBytes]);
}
