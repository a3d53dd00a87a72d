import type { UnavailableError } from "../constructs/core/errors";

/**
 * Loads a package when it is used: who does not use it need not install it.
 *
 * @param missing what to say where it is not installed
 */
export async function loadPackage<Module>(
  load: () => Promise<Module>,
  missing: (cause: unknown) => UnavailableError,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw isMissing(cause) ? missing(cause) : cause;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND")
  );
}
