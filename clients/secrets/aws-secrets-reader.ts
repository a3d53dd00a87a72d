import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { loadAwsSdk } from "../aws-sdk";
import type { SecretsManagerReader } from "../secrets-manager";

const SECRETS_SDK = {
  purpose: "a secret in AWS Secrets Manager",
  packages: ["@aws-sdk/client-secrets-manager"],
};
/** For all attempts of the SDK together, which has no limit of its own: a network may swallow packets. */
const READ_TIMEOUT_MS = 10_000;
/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>` */
const SECRET_ARN = /^arn:[^:]+:secretsmanager:([^:]+):/;

/**
 * Reads secrets with the AWS SDK: with the credentials that it finds, in the region of the secret's ARN or
 * else of the environment, at the endpoint that `AWS_ENDPOINT_URL_SECRETS_MANAGER` names if it is set.
 *
 * @returns a reader that throws UnavailableError AWS_SDK_MISSING, and what the SDK throws
 */
export function awsSecretsReader(): SecretsManagerReader {
  const clients = new Map<string | undefined, SecretsManagerClient>();
  return async (name) => {
    const { GetSecretValueCommand, SecretsManagerClient } = await loadAwsSdk(
      SECRETS_SDK,
      () => import("@aws-sdk/client-secrets-manager"),
    );
    const region = SECRET_ARN.exec(name)?.[1];
    const client =
      clients.get(region) ?? new SecretsManagerClient(region === undefined ? {} : { region });
    clients.set(region, client);
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }), {
      abortSignal: AbortSignal.timeout(READ_TIMEOUT_MS),
    });
    if (SecretString !== undefined) return SecretString;
    throw new Error("it holds bytes, not a text");
  };
}
