import type { AwsCredentials } from "../../clients/redis/iam-token";
import { type AwsEnvironment, dnsSuffixOf } from "../../constructs/aws/aws-environment";
import { type AwsAnswer, callAws } from "./signed-call";

/** What AWS says of the one who asks. */
export type Caller =
  | { readonly account: string }
  /** In AWS's words. */
  | { readonly refused: string }
  | { readonly unreachable: string };

/**
 * Asks AWS whose credentials these are, which everybody may.
 *
 * @throws UnavailableError AWS_SDK_MISSING
 */
export async function callerOf(
  credentials: AwsCredentials,
  environment: AwsEnvironment,
  env?: NodeJS.ProcessEnv,
): Promise<Caller> {
  const { region } = environment;
  const call = {
    service: "STS",
    region,
    endpoint: `https://sts.${region}.${dnsSuffixOf(environment)}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };
  return callerIn(await callAws(call, credentials, env));
}

/** Reads the XML of the service, which names the account or an error; whoever else answers does not. */
export function callerIn(answer: AwsAnswer): Caller {
  if ("unreachable" in answer) return answer;
  const { host, status, text } = answer;
  const [account, code, message = ""] = ["Account", "Code", "Message"].map(
    (element) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1],
  );
  if (status === 200 && account !== undefined) return { account };
  if (code !== undefined) return { refused: `${code}: ${message}` };
  return { unreachable: `${host}: HTTP ${status}, in no words of AWS` };
}
