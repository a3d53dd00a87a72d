import { loadAwsSdk } from "../../clients/aws-sdk";
import type { AwsCredentialProvider, AwsCredentials } from "../../clients/redis/iam-token";
import { CachefortError } from "../../constructs/core/errors";
import { DOCTOR_SDK } from "./signed-call";

/** The credentials that were found, or why none were. */
export type FoundCredentials =
  { readonly credentials: AwsCredentials } | { readonly none: string; readonly fix?: string };

/** Most milliseconds for a login page's, a program's or the machine's own answer. */
const SEARCH_TIMEOUT_MS = 5000;

/** Looks for credentials where the SDKs of AWS and Terraform do. */
export async function findCredentials(
  find: () => Promise<AwsCredentialProvider> = sdkCredentials,
): Promise<FoundCredentials> {
  try {
    const credentials = await inTime((await find())());
    if (credentials !== undefined) return { credentials };
    return { none: `no answer within ${SEARCH_TIMEOUT_MS / 1000} s where they are looked for` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!CachefortError.is(error)) return { none: error.message };
    if (error.code !== "AWS_SDK_MISSING") throw error;
    return { none: "not looked for without the packages of the AWS SDK", fix: error.detail.fix };
  }
}

/** Without the signer nobody could be asked whose they are. */
async function sdkCredentials(): Promise<AwsCredentialProvider> {
  const [{ defaultProvider }] = await loadAwsSdk(DOCTOR_SDK, () =>
    Promise.all([import("@aws-sdk/credential-provider-node"), import("@smithy/signature-v4")]),
  );
  return defaultProvider();
}

/** What a promise gives; `undefined` when that takes too long. */
async function inTime<T>(given: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), SEARCH_TIMEOUT_MS);
  });
  try {
    return await Promise.race([given, late]);
  } finally {
    clearTimeout(timer);
  }
}
