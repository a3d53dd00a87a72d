import fc from "fast-check";
import { COMMAND_NAMES, WRITTEN_COMMANDS } from "../../../constructs/redis/command-names";
import {
  INDISPENSABLE_COMMANDS,
  RENAMABLE_COMMANDS,
} from "../../../constructs/redis/command-rules";
import { RedisEngine } from "../../../constructs/redis/engine";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { codedError } from "../../support/coded";
import { redisModel } from "../../support/redis-model";

const disable = (command: string) => RenamedCommands.of({ disabled: [command], renamed: [] });
const rename = (command: string) => RenamedCommands.of({ disabled: [], renamed: [command] });

describe("what may be disabled", () => {
  test.each(["FLUSHALL", "GETDEL", "EVAL", "GET", "EVAL_RO", "CONFIG", "HSETEX"])("%s", (name) => {
    expect(disable(name).disabled).toEqual([name]);
  });
});

describe("what may be renamed", () => {
  test.each(RENAMABLE_COMMANDS)("%s", (name) => {
    expect(rename(name).renamed).toEqual([name]);
    expect(WRITTEN_COMMANDS).not.toContain(name);
  });
});

describe("what must stay as it is, disabled or renamed, and why", () => {
  test.each([
    ["HELLO", "clients call it before any command of their own"],
    ["COMMAND", "clients call it before any command of their own"],
    ["CLUSTER", "the kit and cluster clients ask for the state of the cluster with it"],
    ["ROLE", "the kit and cluster clients ask for the state of the cluster with it"],
    ["PSYNC", "a replica logs in and synchronises with it"],
    ["RESTORE-ASKING", "the cluster moves keys from node to node with it"],
    ["DEL", "the server itself writes it into its replication stream and append-only file"],
    ["SREM", "the server itself writes it into its replication stream and append-only file"],
    ["ZADD", "the server itself writes it into its replication stream and append-only file"],
  ])("%s: %s", (command, reason) => {
    for (const attempt of [disable, rename]) {
      const error = codedError(() => attempt(command));
      expect(error.code).toBe("RENAMED_COMMAND_INDISPENSABLE");
      expect(error.exitCode).toBe(2);
      expect(error.detail.problem).toBe(`${command} must stay as it is: ${reason}`);
    }
  });

  test("each is a command, and none is offered for renaming", () => {
    for (const command of INDISPENSABLE_COMMANDS.keys()) {
      expect(COMMAND_NAMES).toContain(command);
      expect(RENAMABLE_COMMANDS).not.toContain(command);
    }
  });
});

describe("what may be disabled but not renamed, and why", () => {
  test.each([
    ["FLUSHALL", "it writes data, and replicas and append-only files hold it under its own name"],
    ["GETDEL", "it writes data, and replicas and append-only files hold it under its own name"],
    ["FUNCTION", "it writes data, and replicas and append-only files hold it under its own name"],
    ["GET", "clients call it, and find the node to ask, by its own name"],
    ["EVAL", "clients call it, and find the node to ask, by its own name"],
    ["SUBSCRIBE", "clients call it, and find the node to ask, by its own name"],
  ])("%s: %s", (command, reason) => {
    const error = codedError(() => rename(command));
    expect(error.code).toBe("RENAMED_COMMAND_NOT_RENAMABLE");
    expect(error.detail.problem).toBe(`${command} cannot have another name: ${reason}`);
    expect(disable(command).disabled).toEqual([command]);
  });
});

test.each([
  ["RENAMED_COMMAND_SUBCOMMAND", "CONFIG|SET", "-config|set"],
  ["RENAMED_COMMAND_NAME", "flushall", "such as FLUSHALL"],
  ["RENAMED_COMMAND_NAME", "FLUSH ALL", "such as FLUSHALL"],
  ["RENAMED_COMMAND_NAME", "", "such as FLUSHALL"],
  ["RENAMED_COMMAND_UNKNOWN", "FLUSHAL", "did you mean FLUSHALL?"],
  ["RENAMED_COMMAND_UNKNOWN", "CONFGI", "did you mean CONFIG?"],
  ["RENAMED_COMMAND_UNKNOWN", "XYZZYXYZZY", "remove XYZZYXYZZY"],
])("%s for %j", (code, command, fix) => {
  for (const attempt of [disable, rename]) {
    const error = codedError(() => attempt(command));
    expect(error.code).toBe(code);
    expect(error.detail.fix).toContain(fix);
  }
});

test("a command twice is refused", () => {
  for (const [disabled, renamed] of [
    [["KEYS"], ["KEYS"]],
    [["KEYS", "KEYS"], []],
    [[], ["KEYS", "KEYS"]],
  ] as const) {
    const error = codedError(() => RenamedCommands.of({ disabled, renamed }));
    expect(error.code).toBe("RENAMED_COMMAND_TWICE");
  }
});

test("a command that came later is refused to an older engine", () => {
  const renamedCommands = disable("HEXPIRE");
  const error = codedError(() =>
    redisModel({ renamedCommands, engine: RedisEngine.valkey("8.1.10") }),
  );
  expect(error.code).toBe("RENAMED_COMMAND_TOO_NEW");
  expect(error.message).toContain("valkey 8.1.10 does not have the command HEXPIRE");
  const model = redisModel({ renamedCommands, engine: RedisEngine.redis("7.4.11") });
  expect(model.renamedCommands).toBe(renamedCommands);
});

test("the secure defaults pass their own rules", () => {
  expect(RenamedCommands.secureDefaults()).toMatchObject({
    disabled: expect.arrayContaining(["FLUSHALL", "FLUSHDB", "KEYS"]),
    renamed: ["CONFIG", "BGSAVE", "BGREWRITEAOF", "SHUTDOWN"],
  });
});

test("any choice of dispensable commands is taken as it is", () => {
  const dispensable = COMMAND_NAMES.filter((name) => !INDISPENSABLE_COMMANDS.has(name));
  fc.assert(
    fc.property(
      fc.subarray([...RENAMABLE_COMMANDS]),
      fc.subarray(dispensable.filter((name) => !RENAMABLE_COMMANDS.includes(name))),
      (renamed, disabled) => {
        expect(RenamedCommands.of({ disabled, renamed })).toEqual({ disabled, renamed });
      },
    ),
  );
});

test("a word that is no command is refused", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z][A-Z_-]{0,19}$/), (word) => {
      fc.pre(!COMMAND_NAMES.includes(word));
      expect(codedError(() => disable(word)).code).toBe("RENAMED_COMMAND_UNKNOWN");
    }),
  );
});
