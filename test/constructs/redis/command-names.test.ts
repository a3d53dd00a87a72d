import {
  COMMAND_NAMES,
  knowsCommand,
  WRITTEN_COMMANDS,
} from "../../../constructs/redis/command-names";

test("a name stands in the list once, in capital letters", () => {
  expect(new Set(COMMAND_NAMES).size).toBe(COMMAND_NAMES.length);
  for (const name of COMMAND_NAMES) expect(name).toMatch(/^[A-Z][A-Z_-]*$/);
});

test.each(["SET", "FLUSHALL", "FUNCTION", "XGROUP", "HSETEX"])("%s writes", (command) => {
  expect(WRITTEN_COMMANDS).toContain(command);
});

test.each(["GET", "CONFIG", "DEBUG", "KEYS", "MULTI"])("%s does not write", (command) => {
  expect(WRITTEN_COMMANDS).not.toContain(command);
});

test.each([
  ["redis", "7.0.15", "FLUSHALL", true],
  ["redis", "7.0.15", "WAITAOF", false],
  ["redis", "7.2.11", "WAITAOF", true],
  ["redis", "7.4.11", "HEXPIRE", true],
  ["redis", "7.4.11", "HSETEX", false],
  ["redis", "8.2.9", "HSETEX", true],
  ["redis", "8.2.9", "COMMANDLOG", false],
  ["valkey", "8.1.9", "COMMANDLOG", true],
  ["valkey", "8.0.10", "COMMANDLOG", false],
  ["valkey", "8.1.9", "HSETEX", false],
  ["valkey", "8.1.9", "NOSUCH", false],
] as const)("%s %s has %s: %j", (name, version, command, has) => {
  expect(knowsCommand({ name, version }, command)).toBe(has);
});
