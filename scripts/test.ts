// Runs the levels of the test suite, each once. Usage:
//   npm test                          everything that can run here
//   npm test -- --level unit,types    some levels
//   CACHEFORT_REQUIRE=all npm test    a level that cannot run is a failure
import { parseArgs } from "node:util";
import { CachefortError, ExitCode, ValidationError } from "../constructs/core/errors";
import { runLevel, type Level, type Outcome } from "./test/level";
import { LEVELS } from "./test/levels";
import { scheduleOf } from "./test/schedule";
import { requiredLevels, selectLevels } from "./test/selection";
import { summaryOf, totalOf } from "./test/summary";

async function main(): Promise<number> {
  const levels = selectLevels(LEVELS, askedLevels());
  const required = requiredLevels(LEVELS, process.env["CACHEFORT_REQUIRE"] ?? "");
  process.env["CHECKPOINT_DISABLE"] = "1";
  const outcomes: Outcome[] = [];
  const inOrder = async (some: readonly Level[]): Promise<void> => {
    for (const level of some) {
      process.stderr.write(`\n── ${level.name}\n`);
      outcomes.push(await runLevel(level, required.has(level.name)));
    }
  };
  const { alone, lanes } = scheduleOf(levels);
  await inOrder(alone);
  await Promise.all(lanes.map(inOrder));
  process.stdout.write(`\n${summaryOf(outcomes)}`);
  return totalOf(outcomes).failed === 0 ? ExitCode.pass : ExitCode.checkFailed;
}

function askedLevels(): string[] {
  try {
    const { values } = parseArgs({ options: { level: { type: "string", multiple: true } } });
    return (values.level ?? []).flatMap((list) => list.split(","));
  } catch (cause) {
    throw new ValidationError(
      "TEST_ARGUMENT_UNKNOWN",
      { problem: (cause as Error).message, allowed: "--level NAME[,NAME…]", fix: "correct it" },
      undefined,
      { cause },
    );
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${CachefortError.is(error) ? error.message : String(error)}\n`);
    process.exitCode = CachefortError.is(error) ? error.exitCode : ExitCode.checkFailed;
  },
);
