const LOGINS: ReadonlySet<string> = new Set(["auth", "hello"]);

/**
 * Takes the password out of an error. ioredis hands out the whole command with the error that answers it,
 * and whoever logs the error of a refused login logs the password.
 *
 * @returns the same error
 */
export function withoutLogin<E>(error: E): E {
  if (typeof error !== "object" || error === null || !("command" in error)) return error;
  const { command } = error;
  if (typeof command === "object" && command !== null && "name" in command) {
    if (LOGINS.has(String(command.name).toLowerCase())) Object.assign(command, { args: [] });
  }
  return error;
}
