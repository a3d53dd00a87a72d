import { UnavailableError } from "../constructs/core/errors";

/** What packages of the AWS SDK are needed for. */
export interface AwsSdkUse {
  /** Such as "a login with AWS IAM". */
  readonly purpose: string;
  /** What to give to `npm install`. */
  readonly packages: readonly string[];
}

/**
 * Loads a package of the AWS SDK when it is used: nobody but those who use AWS needs any.
 *
 * @throws UnavailableError AWS_SDK_MISSING
 */
export async function loadAwsSdk<Module>(
  { packages, purpose }: AwsSdkUse,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissingModule(cause)) throw cause;
    throw new UnavailableError(
      "AWS_SDK_MISSING",
      {
        problem: `${purpose} needs packages of the AWS SDK that are not installed`,
        fix: `npm install ${packages.join(" ")}`,
      },
      undefined,
      { cause },
    );
  }
}

/** Whether a package could not be loaded because it is not installed. */
export function isMissingModule(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND")
  );
}
