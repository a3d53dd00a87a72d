import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "./encryption-key";

export interface ManagedSecretProps {
  /** Start of the Terraform addresses. */
  readonly address: string;
  /** Name of the secret. */
  readonly name: string;
  readonly description: string;
  /** A key that allows `secretsmanager`. */
  readonly encryptionKey: IEncryptionKey;
  /** Made of ephemeral values: it goes to a write-only argument. */
  readonly value: string;
  /** Number of the value: another one writes the value of that run. */
  readonly version: number;
  /** What has to be done before the value is written. @default - nothing */
  readonly after?: readonly ITerraformDependable[];
  /**
   * A function of the user's own that rotates the secret every 30 days (Secrets Manager guide, "Rotation by
   * Lambda function"). It has to change what the secret opens as well.
   *
   * @default - the secret changes with `version` alone
   */
  readonly rotationLambdaArn?: string | undefined;
}

/** Time in which a deleted secret can be restored. */
const RECOVERY_DAYS = 30;
const ROTATION_DAYS = 30;

/** An encrypted secret of Secrets Manager whose value is in no state and no plan. */
export class ManagedSecret extends Construct {
  /** For policies and task definitions. */
  readonly secretArn: string;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly secret: SecretsmanagerSecret;
    readonly version: SecretsmanagerSecretVersion;
    /** `undefined` where nobody rotates it. */
    readonly rotation: SecretsmanagerSecretRotation | undefined;
  };

  constructor(scope: Construct, id: string, props: ManagedSecretProps) {
    super(scope, id);
    const { address, after = [], rotationLambdaArn } = props;
    const secret = new SecretsmanagerSecret(this, "secret", {
      name: props.name,
      description: props.description,
      kmsKeyId: props.encryptionKey.keyArn,
      recoveryWindowInDays: RECOVERY_DAYS,
    });
    secret.overrideLogicalId(address);
    const version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: secret.id,
      secretStringWo: props.value,
      secretStringWoVersion: props.version,
      dependsOn: [...after],
    });
    version.overrideLogicalId(address);
    this.secretArn = secret.arn;
    this.resources = { secret, version, rotation: this.rotated(props, rotationLambdaArn, version) };
  }

  private rotated(
    { address }: ManagedSecretProps,
    rotationLambdaArn: string | undefined,
    version: SecretsmanagerSecretVersion,
  ): SecretsmanagerSecretRotation | undefined {
    if (rotationLambdaArn === undefined) return undefined;
    const rotation = new SecretsmanagerSecretRotation(this, "rotation", {
      secretId: version.secretId,
      rotationLambdaArn,
      // The first value is the one of the deployment, which the users have.
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
    });
    rotation.overrideLogicalId(address);
    return rotation;
  }
}
