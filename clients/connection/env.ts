import { ValidationError } from "../../constructs/core/errors";
import type { ConnectionDescription } from "./schema";
import { connectionVariables } from "./variables";

/**
 * What a shell that reads the file and `docker run --env-file`, which knows no quotes, take for the same: no
 * character of it means anything to either.
 */
const SAME_FOR_ALL = /^[A-Za-z0-9_@%+=:,./-]*$/;

/**
 * A connection as lines `NAME=value`, for a shell, for `docker run --env-file` and for readers of dotenv
 * files.
 *
 * @throws ValidationError CONNECT_VALUE_UNWRITABLE for a value that they would read in different ways
 */
export function connectionEnv(connection: ConnectionDescription): string {
  const lines = Object.entries(connectionVariables(connection)).map(([name, value]) => {
    if (SAME_FOR_ALL.test(value)) return `${name}=${value}\n`;
    throw new ValidationError("CONNECT_VALUE_UNWRITABLE", {
      problem: `a shell and an env file would read the value of ${name} in different ways`,
      received: value,
      allowed: "letters, digits and _ @ % + = : , . / -",
      fix: "use --format json or compose, or move the project to a folder without such a character",
    });
  });
  return lines.join("");
}
