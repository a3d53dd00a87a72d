import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, TerraformVariable, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../../aws/encryption-key";
import { SECRET_PASSWORD_KEY } from "./manifest-users";
import { passwordVariable } from "./password-variables";

export interface PasswordSecretProps {
  /** Start of the Terraform addresses. */
  readonly address: string;
  /** Name of the secret. */
  readonly name: string;
  /** What clients log in as. */
  readonly loginName: string;
  /** Number of the password: another one takes the password of that run. */
  readonly version: number;
  readonly encryptionKey: IEncryptionKey;
  /** The user that gets the password, before the secret: who reads it there finds one that works. */
  readonly user: ITerraformDependable;
}

/** What ElastiCache takes, in characters. */
const PASSWORD_LENGTH = { min: 16, max: 128 };
const RECOVERY_DAYS = 30;

/**
 * A password that is in no state and no plan. Whoever deploys gives it in `TF_VAR_<address>_password`, a
 * new random one each time: Terraform passes it on only when the version is another, to the secret and to
 * the user alike, and forgets it.
 */
export class PasswordSecret extends Construct {
  /** For write-only arguments alone. */
  readonly password: string;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly variable: TerraformVariable;
    readonly secret: SecretsmanagerSecret;
    readonly version: SecretsmanagerSecretVersion;
  };

  constructor(scope: Construct, id: string, props: PasswordSecretProps) {
    super(scope, id);
    const { address, encryptionKey, loginName } = props;
    const variable = new TerraformVariable(this, "password", {
      type: "string",
      nullable: false,
      sensitive: true,
      description: `Password ${props.version} of ${loginName}, used when that number is new`,
    });
    variable.overrideLogicalId(passwordVariable(address));
    // cdktf has no argument for it; without it the value would lie in every saved plan.
    variable.addOverride("ephemeral", true);
    const { min, max } = PASSWORD_LENGTH;
    variable.addOverride("validation", [
      {
        condition: `\${length(${variable.fqn}) >= ${min} && length(${variable.fqn}) <= ${max}}`,
        error_message: `ElastiCache takes passwords of ${min} to ${max} characters.`,
      },
    ]);
    const secret = new SecretsmanagerSecret(this, "secret", {
      name: props.name,
      description: `Login of ${loginName}`,
      kmsKeyId: encryptionKey.keyArn,
      recoveryWindowInDays: RECOVERY_DAYS,
    });
    secret.overrideLogicalId(address);
    const version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: secret.id,
      secretStringWo: Fn.jsonencode({
        username: loginName,
        [SECRET_PASSWORD_KEY]: variable.stringValue,
      }),
      secretStringWoVersion: props.version,
      dependsOn: [props.user],
    });
    version.overrideLogicalId(address);
    this.password = variable.stringValue;
    this.resources = { variable, secret, version };
  }
}
