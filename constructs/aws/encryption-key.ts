import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { requireName } from "../core/validate";
import type { AwsEnvironment } from "./aws-environment";
import { keyPolicyStatements, type KeyUser } from "./key-policy";
import { resourceName } from "./names";
import { policyDocument } from "./policy-document";
import { lifecycleOf, type RemovalPolicy } from "./removal-policy";

/** A customer key: made by the kit, or there before. */
export interface IEncryptionKey {
  readonly keyArn: string;
}

export interface EncryptionKeyProps {
  readonly environment: AwsEnvironment;
  /** What it encrypts; the end of its alias: small letters, digits and hyphens. */
  readonly name: string;
  /** Services that may use it; each one adds its own statements to the policy. */
  readonly allow: readonly KeyUser[];
  /**
   * `destroy` lets the key go with its stack, and with it everything that it encrypts.
   *
   * @default "retain"
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The longest that KMS offers: whoever deletes a key by mistake has a month to find out. */
const DELETION_DAYS = 30;

/**
 * A symmetric key that is replaced every year and whose policy names every user.
 *
 * @throws ValidationError AWS_KEY_NAME, TOKEN_NOT_ALLOWED
 */
export class EncryptionKey extends Construct implements IEncryptionKey {
  readonly keyArn: string;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: { readonly key: KmsKey; readonly alias: KmsAlias };

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { allow, environment, removalPolicy } = props;
    const name = resourceName(
      environment,
      requireName("AWS_KEY_NAME", "the key's name", props.name),
    );
    const key = new KmsKey(this, "key", {
      description: `Encrypts ${props.name} of ${resourceName(environment)}`,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_DAYS,
      policy: policyDocument(keyPolicyStatements(environment, allow)),
      lifecycle: lifecycleOf(removalPolicy),
    });
    const alias = new KmsAlias(this, "alias", {
      name: `alias/${name}`,
      targetKeyId: key.keyId,
    });
    this.keyArn = key.arn;
    this.resources = { key, alias };
  }
}
