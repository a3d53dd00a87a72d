import { UnavailableError } from "../../constructs/core/errors";
import { loadAwsSdk } from "../aws-sdk";
import { Sha256 } from "./sha256";

/** How long ElastiCache takes a token after it was signed, in seconds. */
export const IAM_TOKEN_SECONDS = 900;

const IAM_SDK = {
  purpose: "a login with AWS IAM",
  packages: ["@smithy/signature-v4", "@aws-sdk/credential-provider-node"],
};

/** What a request to AWS is signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a role, whose keys are valid for a while only. */
  readonly sessionToken?: string;
}

/** Asked for each token: whoever gives keys that expire gives new ones in time. */
export type AwsCredentialProvider = () => Promise<AwsCredentials>;

/** For whom and for what a token is. */
export interface IamTokenProps {
  /** Region of the cache. */
  readonly region: string;
  /** Id of the user of ElastiCache; for IAM it is the name as well. */
  readonly userId: string;
  /** Id of the replication group, or name of the serverless cache; no host name. */
  readonly cacheName: string;
  /**
   * Whether the cache is a serverless one.
   * @default false
   */
  readonly serverless?: boolean;
  /**
   * @default - what the AWS SDK finds: environment, shared files, SSO, web identity, then the container
   * or the machine
   */
  readonly credentials?: AwsCredentialProvider;
}

/** Signs a token of now. */
export type IamTokenSigner = () => Promise<string>;

/**
 * Makes what a user with IAM logs in with: the text of a request to connect that is signed with
 * Signature Version 4 in its query, without the scheme.
 *
 * Source: "Authenticating with IAM" in the user guide of ElastiCache, and `IAMAuthTokenRequest` of
 * aws-samples/elasticache-iam-auth-demo-app, whose test vectors hold here.
 *
 * @returns a signer that throws UnavailableError IAM_CREDENTIALS_MISSING
 * @throws UnavailableError AWS_SDK_MISSING
 */
export async function iamTokenSigner(props: IamTokenProps): Promise<IamTokenSigner> {
  const { cacheName, region, serverless = false, userId } = props;
  const { SignatureV4 } = await loadAwsSdk(IAM_SDK, () => import("@smithy/signature-v4"));
  const signer = new SignatureV4({
    service: "elasticache",
    region,
    credentials: explained(props.credentials ?? (await defaultCredentials())),
    sha256: Sha256,
  });
  const request = {
    method: "GET",
    protocol: "http:",
    hostname: cacheName,
    path: "/",
    query: {
      Action: "connect",
      User: userId,
      ...(serverless ? { ResourceType: "ServerlessCache" } : {}),
    },
    headers: { host: cacheName },
  };
  return async () => {
    const { query } = await signer.presign(request, { expiresIn: IAM_TOKEN_SECONDS });
    return `${cacheName}/?${queryText(query ?? {})}`;
  };
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join("&");
}

/** One provider for the life of a signer: it remembers keys until shortly before they expire. */
async function defaultCredentials(): Promise<AwsCredentialProvider> {
  const { defaultProvider } = await loadAwsSdk(
    IAM_SDK,
    () => import("@aws-sdk/credential-provider-node"),
  );
  return defaultProvider();
}

function explained(provider: AwsCredentialProvider): AwsCredentialProvider {
  return async () => {
    try {
      return await provider();
    } catch (cause) {
      throw new UnavailableError(
        "IAM_CREDENTIALS_MISSING",
        {
          problem: `there are no credentials of AWS: ${cause instanceof Error ? cause.message : String(cause)}`,
          allowed: "a role of the container or machine, AWS_PROFILE, or keys in the environment",
          fix: "give the program a role that may connect, or log in: aws sso login",
        },
        undefined,
        { cause },
      );
    }
  };
}
