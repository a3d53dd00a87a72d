import { UnavailableError, ValidationError } from "../../constructs/core/errors";
import { loadPackage } from "../optional-package";

/**
 * Loads the package of a client when it is used: nobody needs more than one of them.
 *
 * @throws UnavailableError REDIS_CLIENT_MISSING
 */
export function loadClient<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  return loadPackage(
    load,
    (cause) =>
      new UnavailableError(
        "REDIS_CLIENT_MISSING",
        { problem: `the preset needs ${name}, which is not installed`, fix: `npm install ${name}` },
        undefined,
        { cause },
      ),
  );
}

/** What to say of an option that a client cannot honour. */
export function unsupportedOption(
  option: string,
  received: unknown,
  allowed: string,
): ValidationError {
  return new ValidationError("REDIS_OPTION_UNSUPPORTED", {
    problem: `this client cannot honour ${option}`,
    received,
    allowed,
    fix: "change it, or connect by another preset; docs/redis-clients.md says which client can do what",
  });
}
