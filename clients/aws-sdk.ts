import { UnavailableError } from "../constructs/core/errors";
import { loadPackage } from "./optional-package";

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
export function loadAwsSdk<Module>(
  { packages, purpose }: AwsSdkUse,
  load: () => Promise<Module>,
): Promise<Module> {
  return loadPackage(
    load,
    (cause) =>
      new UnavailableError(
        "AWS_SDK_MISSING",
        {
          problem: `${purpose} needs packages of the AWS SDK that are not installed`,
          fix: `npm install ${packages.join(" ")}`,
        },
        undefined,
        { cause },
      ),
  );
}
