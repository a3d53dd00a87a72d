import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { codedError } from "../../support/coded";

test.each([
  ["RENAMED_COMMAND_INDISPENSABLE", { disabled: ["CLUSTER"], renamed: [] }],
  ["RENAMED_COMMAND_INDISPENSABLE", { disabled: [], renamed: ["PSYNC"] }],
  ["RENAMED_COMMAND_INDISPENSABLE", { disabled: ["DEL"], renamed: [] }],
  ["RENAMED_COMMAND_NOT_RENAMABLE", { disabled: [], renamed: ["FLUSHALL"] }],
  ["RENAMED_COMMAND_NOT_RENAMABLE", { disabled: [], renamed: ["GETDEL"] }],
  ["RENAMED_COMMAND_NAME", { disabled: ["CONFIG|SET"], renamed: [] }],
  ["RENAMED_COMMAND_NAME", { disabled: ["flushall"], renamed: [] }],
  ["RENAMED_COMMAND_TWICE", { disabled: ["KEYS"], renamed: ["KEYS"] }],
])("%s for %j", (code, props) => {
  expect(codedError(() => RenamedCommands.of(props)).code).toBe(code);
});

test("the secure defaults pass their own rules, and a write may be disabled", () => {
  expect(RenamedCommands.secureDefaults().renamed).toEqual([
    "CONFIG",
    "BGSAVE",
    "BGREWRITEAOF",
    "SHUTDOWN",
  ]);
  expect(RenamedCommands.of({ disabled: ["GETDEL"], renamed: [] }).disabled).toEqual(["GETDEL"]);
});
