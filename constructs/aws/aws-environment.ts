import { ValidationError } from "../core/errors";
import { refuseToken, requireName } from "../core/validate";

/** Parts of the cloud with accounts of their own; a name of a resource begins with it. */
export type AwsPartition = "aws" | "aws-cn" | "aws-us-gov";

/** Where the resources of an environment lie: literals, so that plans ask nobody. */
export interface AwsEnvironment {
  /** Name of the environment, such as `prod`; part of the names of its resources. */
  readonly name: string;
  /** Region, such as `eu-central-1`. */
  readonly region: string;
  /** Number of the account, 12 digits. */
  readonly account: string;
  readonly partition: AwsPartition;
}

/** What an `AwsEnvironment` is made from: the partition follows from the region. */
export type AwsEnvironmentProps = Omit<AwsEnvironment, "partition">;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;
/** Partitions of closed networks (`us-iso-…`, `us-isob-…`) have other endpoints than those known here. */
const CLOSED = /^[a-z]{2}-iso[a-z]*-/;

/**
 * @throws ValidationError AWS_ENVIRONMENT, AWS_REGION, AWS_ACCOUNT, TOKEN_NOT_ALLOWED
 */
export function awsEnvironment(props: AwsEnvironmentProps): AwsEnvironment {
  const name = requireName("AWS_ENVIRONMENT", "the environment's name", props.name);
  const region = requireRegion(props.region);
  return { name, region, account: requireAccount(props.account), partition: partitionOf(region) };
}

/**
 * A region's name, when it has the form of one.
 *
 * @throws ValidationError AWS_REGION, TOKEN_NOT_ALLOWED
 */
export function requireRegion(region: string): string {
  refuseToken("region", region);
  if (REGION.test(region) && !CLOSED.test(region)) return region;
  throw new ValidationError("AWS_REGION", {
    problem: "region is no region of the partitions aws, aws-cn and aws-us-gov",
    received: region,
    allowed: "a region's name, such as eu-central-1; not that of a zone, such as eu-central-1a",
    fix: "set region",
  });
}

/** Domain that the names of the region's services end with. */
export function dnsSuffixOf({ partition }: AwsEnvironment): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

function requireAccount(account: string): string {
  refuseToken("account", account);
  if (/^\d{12}$/.test(account)) return account;
  throw new ValidationError("AWS_ACCOUNT", {
    problem: "account is no number of an account",
    received: account,
    allowed: "12 digits in quotes, leading zeros included",
    fix: "set account; `aws sts get-caller-identity` shows it",
  });
}

function partitionOf(region: string): AwsPartition {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
