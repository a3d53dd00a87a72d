import { CachefortError } from "../constructs/core/errors";

/** Exit code of a defect of the kit itself, as Node ends on an uncaught error. */
const DEFECT = 70;

/** Tells a person what went wrong and ends the process with the error's exit code. */
export function exitWith(error: unknown): never {
  if (CachefortError.is(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(DEFECT);
}
