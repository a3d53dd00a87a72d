import { loadAwsSdk } from "../../clients/aws-sdk";
import type { AwsCredentials } from "../../clients/redis/iam-token";
import { Sha256 } from "../../clients/redis/sha256";

/** What tells whose credentials there are. */
export const DOCTOR_SDK = {
  purpose: "asking AWS",
  packages: ["@smithy/signature-v4", "@aws-sdk/credential-provider-node"],
};

/** A question to a service of AWS. */
export interface AwsCall {
  /** As the variables of the SDKs name it, such as `STS`. */
  readonly service: string;
  readonly region: string;
  /** Where the service is, unless the environment names another place. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What somebody says at the service's place, or why nobody does. */
export type AwsAnswer =
  | { readonly host: string; readonly status: number; readonly text: string }
  | { readonly unreachable: string };

/** Most milliseconds that AWS may take to answer. */
const ANSWER_TIMEOUT_MS = 5000;

/**
 * Asks a service of AWS, signed with Signature Version 4. Its place is another one where
 * `AWS_ENDPOINT_URL_<service>` or `AWS_ENDPOINT_URL` names it, as for the SDKs of AWS.
 *
 * @throws UnavailableError AWS_SDK_MISSING
 */
export async function callAws(
  call: AwsCall,
  credentials: AwsCredentials,
  env: NodeJS.ProcessEnv = process.env,
): Promise<AwsAnswer> {
  const { body, endpoint, region, service } = call;
  const named = [env[`AWS_ENDPOINT_URL_${service}`], env["AWS_ENDPOINT_URL"]];
  const place = named.find((each) => each !== undefined && each !== "") ?? endpoint;
  if (!URL.canParse(place)) return { unreachable: `${place}: no URL` };
  const url = new URL(place);
  const { SignatureV4 } = await loadAwsSdk(DOCTOR_SDK, () => import("@smithy/signature-v4"));
  const signer = new SignatureV4({
    service: service.toLowerCase(),
    region,
    credentials,
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, ...call.headers },
    body,
  });
  return answerOf(url, headers, body);
}

async function answerOf(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<AwsAnswer> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { host: url.host, status: answer.status, text: await answer.text() };
  } catch (error) {
    return { unreachable: `${url.host}: ${reasonOf(error as Failure)}` };
  }
}

/** How `fetch` fails: the reason lies in the cause, or in the first of its errors. */
interface Failure extends Error {
  readonly cause?: Failure;
  readonly errors?: readonly Failure[];
}

function reasonOf({ cause, errors = [], message, name }: Failure): string {
  if (name === "TimeoutError") return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  const inner = cause ?? errors[0];
  return inner === undefined ? message : reasonOf(inner);
}
