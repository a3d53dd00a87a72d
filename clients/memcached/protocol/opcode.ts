/**
 * Operations of the binary protocol that the client uses, with their bytes. Source: memcached,
 * `protocol_binary.h`, enum `protocol_binary_command`.
 */
export const Opcode = {
  get: 0x00,
  set: 0x01,
  add: 0x02,
  delete: 0x04,
  increment: 0x05,
  decrement: 0x06,
  /** `GETQ`: only what is there is answered. */
  getQuietly: 0x09,
  noop: 0x0a,
  version: 0x0b,
  stat: 0x10,
  touch: 0x1c,
  login: 0x21,
} as const;

export type Opcode = (typeof Opcode)[keyof typeof Opcode];
