/**
 * The 24 bytes before each body: magic, opcode, key length (2), extras length, data type, status (2, in
 * answers), body length (4), opaque (4), CAS (8), all in network order. Source: memcached,
 * `protocol_binary.h`, `protocol_binary_request_header` and `protocol_binary_response_header`.
 */
export const HEADER_BYTES = 24;
export const REQUEST_MAGIC = 0x80;
export const RESPONSE_MAGIC = 0x81;

/** Where the fields of a header begin. */
export const Field = {
  opcode: 1,
  keyLength: 2,
  extrasLength: 4,
  status: 6,
  bodyLength: 8,
  opaque: 12,
} as const;
