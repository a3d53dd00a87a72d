/** Status words of the binary protocol that a client meets. */
export const Status = {
  ok: 0x00,
  keyNotFound: 0x01,
  keyExists: 0x02,
  valueTooLarge: 0x03,
  invalidArguments: 0x04,
  notStored: 0x05,
  notANumber: 0x06,
  loginRequired: 0x20,
  loginContinues: 0x21,
  unknownCommand: 0x81,
  outOfMemory: 0x82,
  busy: 0x85,
  temporaryFailure: 0x86,
} as const;

const NAMES = new Map<number, string>(Object.entries(Status).map(([name, word]) => [word, name]));

/** For messages: the name of a status word, and its number. */
export function statusName(status: number): string {
  return `${NAMES.get(status) ?? "unknown status"} (0x${status.toString(16).padStart(2, "0")})`;
}
