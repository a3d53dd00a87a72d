import type { AwsCredentials } from "../../clients/redis/iam-token";
import type { ContainerImageProps } from "../../constructs/docker/container-image";
import { type AwsAnswer, callAws } from "./signed-call";

/** An image in a private registry of Elastic Container Registry. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly dnsSuffix: string;
  readonly repository: string;
  /** What the nodes pull it by. */
  readonly id: { readonly imageTag: string } | { readonly imageDigest: string };
}

/** What ECR says of an image. */
export type EcrAnswer =
  | { readonly found: true }
  | { readonly missing: "image" | "repository" }
  /** In AWS's words. */
  | { readonly refused: string }
  | { readonly unreachable: string };

const ECR_HOST = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)$/;
const API = "AmazonEC2ContainerRegistry_V20150921";

/** Where an image lies in ECR; `undefined` for one of any other registry. */
export function ecrImageOf(image: ContainerImageProps): EcrImage | undefined {
  const { digest, registry = "", repository, tag } = image;
  const [host = "", ...path] = registry.split("/");
  const [, account, region, dnsSuffix] = ECR_HOST.exec(host) ?? [];
  if (account === undefined || region === undefined || dnsSuffix === undefined) return undefined;
  return {
    account,
    region,
    dnsSuffix,
    repository: [...path, repository].join("/"),
    id: digest === undefined ? { imageTag: tag } : { imageDigest: digest },
  };
}

/**
 * Asks ECR whether it has an image, which takes the right to `ecr:DescribeImages`.
 *
 * @throws UnavailableError AWS_SDK_MISSING
 */
export async function askEcr(
  image: EcrImage,
  credentials: AwsCredentials,
  env?: NodeJS.ProcessEnv,
): Promise<EcrAnswer> {
  const { account, dnsSuffix, id, region, repository } = image;
  const call = {
    service: "ECR",
    region,
    endpoint: `https://api.ecr.${region}.${dnsSuffix}`,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${API}.DescribeImages`,
    },
    body: JSON.stringify({ registryId: account, repositoryName: repository, imageIds: [id] }),
  };
  return imageIn(await callAws(call, credentials, env));
}

/** Reads the JSON of the service, which describes the image or names an error; whoever else answers does not. */
export function imageIn(answer: AwsAnswer): EcrAnswer {
  if ("unreachable" in answer) return answer;
  const { host, status, text } = answer;
  const { __type: type, imageDetails, message = "" } = wordsIn(text);
  if (status === 200 && Array.isArray(imageDetails) && imageDetails.length > 0) {
    return { found: true };
  }
  switch (type) {
    case undefined:
      return { unreachable: `${host}: HTTP ${status}, in no words of AWS` };
    case "ImageNotFoundException":
      return { missing: "image" };
    case "RepositoryNotFoundException":
      return { missing: "repository" };
    default:
      return { refused: `${type}: ${message}` };
  }
}

interface Words {
  readonly __type?: string;
  readonly message?: string;
  readonly imageDetails?: unknown;
}

function wordsIn(text: string): Words {
  try {
    return (JSON.parse(text) as Words | null) ?? {};
  } catch {
    return {};
  }
}
