import { CommanderError } from "commander";
import { CachefortError, ExitCode } from "../constructs/core/errors";

/** Exit code of a defect of the kit itself; EX_SOFTWARE of sysexits.h. */
const DEFECT = 70;

/** Tells a person what went wrong and ends the process with the error's exit code. */
export function exitWith(error: unknown): never {
  // Commander has told about wrong usage, and printed help and version, before it throws.
  if (error instanceof CommanderError) {
    process.exit(error.exitCode === 0 ? ExitCode.pass : ExitCode.usage);
  }
  if (CachefortError.is(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(DEFECT);
}
