import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "./encryption-key";
import { EphemeralVariable } from "./ephemeral-variable";
import { ManagedSecret } from "./managed-secret";
import { passwordVariable, SECRET_PASSWORD_KEY, SECRET_USER_KEY } from "./secret-fields";

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
  /**
   * What has the password before the secret: who reads it there finds one that works.
   *
   * @default - the secret is the first to have it
   */
  readonly user?: ITerraformDependable;
  /** As in `ManagedSecret`. */
  readonly rotationLambdaArn?: string | undefined;
}

/** What ElastiCache takes, and a ring as well, in characters. */
const PASSWORD_LENGTH = { min: 16, max: 128 };

/**
 * A password that is in no state and no plan. Whoever deploys gives it in `TF_VAR_<address>_password`, a
 * new random one each time: Terraform passes it on only when the version is another, to the secret and to
 * the user alike, and forgets it.
 */
export class PasswordSecret extends Construct {
  /** For write-only arguments alone. */
  readonly password: string;
  /** The secret and its variable, for `addOverride`. */
  readonly resources: { readonly variable: EphemeralVariable; readonly secret: ManagedSecret };

  constructor(scope: Construct, id: string, props: PasswordSecretProps) {
    super(scope, id);
    const { address, loginName, user } = props;
    const { min, max } = PASSWORD_LENGTH;
    const variable = new EphemeralVariable(this, "password", {
      name: passwordVariable(address),
      description: `Password ${props.version} of ${loginName}, used when that number is new`,
      condition: (value) => `length(${value}) >= ${min} && length(${value}) <= ${max}`,
      refusal: `A password has ${min} to ${max} characters.`,
    });
    const secret = new ManagedSecret(this, "secret", {
      address,
      name: props.name,
      description: `Login of ${loginName}`,
      encryptionKey: props.encryptionKey,
      value: Fn.jsonencode({ [SECRET_USER_KEY]: loginName, [SECRET_PASSWORD_KEY]: variable.value }),
      version: props.version,
      after: user === undefined ? [] : [user],
      rotationLambdaArn: props.rotationLambdaArn,
    });
    this.password = variable.value;
    this.resources = { variable, secret };
  }
}
