import { CommanderError } from "commander";
import { CachefortError, ExitCode, UnavailableError } from "../constructs/core/errors";

/** Exit code of a defect of the kit itself; EX_SOFTWARE of sysexits.h. */
const DEFECT = 70;

/** Tells a person what went wrong and ends the process with the error's exit code. */
export function exitWith(error: unknown): never {
  // Commander has told about wrong usage, and printed help and version, before it throws.
  if (error instanceof CommanderError) {
    process.exit(error.exitCode === 0 ? ExitCode.pass : ExitCode.usage);
  }
  const refusals = synthRefusals(error);
  if (refusals !== undefined) {
    process.stderr.write(`${refusals}\n`);
    process.exit(ExitCode.usage);
  }
  const told = CachefortError.is(error) ? error : fileError(error);
  if (told !== undefined) {
    process.stderr.write(`${told.message}\n`);
    process.exit(told.exitCode);
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(DEFECT);
}

/** How cdktf begins and ends what the validations of a stack or an app refuse; it has no class. */
const REFUSALS = /^(?:App-level v|V)alidation failed with the following errors:\n([^]*?)(?:\n\n|$)/;

/** One refusal a line, without cdktf's advice to switch validations off. */
function synthRefusals(error: unknown): string | undefined {
  return error instanceof Error ? REFUSALS.exec(error.message)?.[1] : undefined;
}

/** Codes of errno(3) for which a person, and not the kit, has to do something about a file. */
const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "free some space",
  EDQUOT: "free some space, or raise the quota",
  EROFS: "choose a place that can be written to",
  EACCES: "run the command as the user who deployed, or mend the file's owner and mode",
  EPERM: "run the command as the user who deployed, or mend the file's owner and mode",
};

function fileError(error: unknown): UnavailableError | undefined {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : FILE_REASONS[code];
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  // Also a socket may be refused; only for a full disk there may be no path.
  if (reason === undefined || (path === undefined && !isFull)) return undefined;
  const options = { cause: error };
  const problem = `the system refuses a file: ${message}`;
  const fix = `${reason}, then repeat the command; it goes on from here`;
  return new UnavailableError(
    "HOST_FILE_REFUSED",
    { problem, ...(path === undefined ? {} : { received: path }), fix },
    undefined,
    options,
  );
}
