/** Commands of the memcached binary protocol that probes send. */
export const Opcode = {
  get: 0x00,
  set: 0x01,
  delete: 0x04,
  version: 0x0b,
  stat: 0x10,
  saslAuthenticate: 0x21,
} as const;

export interface BinaryRequest {
  readonly opcode: number;
  readonly key?: string;
  readonly extras?: Uint8Array;
  readonly value?: string;
}

export interface BinaryResponse {
  readonly opcode: number;
  readonly status: number;
  /** Empty but in answers that name what they tell. */
  readonly key: string;
  readonly value: string;
  /** Bytes that the response takes, header included. */
  readonly length: number;
}

const HEADER_BYTES = 24;
const REQUEST_MAGIC = 0x80;
const RESPONSE_MAGIC = 0x81;

/** A request as it goes over the wire. */
export function encodeRequest(request: BinaryRequest): Buffer {
  const key = Buffer.from(request.key ?? "");
  const extras = request.extras ?? Buffer.alloc(0);
  const value = Buffer.from(request.value ?? "");
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(REQUEST_MAGIC, 0);
  header.writeUInt8(request.opcode, 1);
  header.writeUInt16BE(key.length, 2);
  header.writeUInt8(extras.length, 4);
  header.writeUInt32BE(extras.length + key.length + value.length, 8);
  return Buffer.concat([header, extras, key, value]);
}

/** Whether the bytes can be the beginning of a binary response. */
export function looksBinary(bytes: Buffer): boolean {
  return bytes[0] === RESPONSE_MAGIC;
}

/** The first response in the bytes, or `undefined` when it is not complete. */
export function decodeResponse(bytes: Buffer): BinaryResponse | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = HEADER_BYTES + bytes.readUInt32BE(8);
  if (bytes.length < length) return undefined;
  const keyStart = HEADER_BYTES + bytes.readUInt8(4);
  const valueStart = keyStart + bytes.readUInt16BE(2);
  return {
    opcode: bytes.readUInt8(1),
    status: bytes.readUInt16BE(6),
    key: bytes.toString("utf8", keyStart, valueStart),
    value: bytes.toString("utf8", valueStart, length),
    length,
  };
}

export function getRequest(key: string): BinaryRequest {
  return { opcode: Opcode.get, key };
}

/** @param ttlSeconds lifetime, so that nothing stays when the clean-up cannot run */
export function setRequest(key: string, value: string, ttlSeconds: number): BinaryRequest {
  const extras = Buffer.alloc(8);
  extras.writeUInt32BE(ttlSeconds, 4);
  return { opcode: Opcode.set, key, extras, value };
}

export function deleteRequest(key: string): BinaryRequest {
  return { opcode: Opcode.delete, key };
}

export function versionRequest(): BinaryRequest {
  return { opcode: Opcode.version };
}

/** Answered by one response for each figure, and one without a key. @param group such as `settings` */
export function statsRequest(group: string): BinaryRequest {
  return { opcode: Opcode.stat, key: group };
}

/** SASL PLAIN as RFC 4616 has it, without an authorization identity. */
export function loginRequest(login: string, password: string): BinaryRequest {
  return { opcode: Opcode.saslAuthenticate, key: "PLAIN", value: `\0${login}\0${password}` };
}
