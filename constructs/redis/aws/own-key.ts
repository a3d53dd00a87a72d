import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import type { AwsPlace } from "../../aws/aws-place";

/**
 * The key of a place for the argument `kms_key_id`, as far as ElastiCache takes one there: GovCloud encrypts
 * with the service's key alone (ElastiCache guide, "At-rest encryption"), and a warning says so.
 */
export function ownKeyOf(
  scope: Construct,
  { encryptionKey, environment }: AwsPlace,
): { readonly kmsKeyId?: string } {
  if (environment.partition !== "aws-us-gov") return { kmsKeyId: encryptionKey.keyArn };
  Annotations.of(scope).addWarning(
    "ElastiCache takes no customer key in GovCloud: data at rest is encrypted with its own",
  );
  return {};
}
