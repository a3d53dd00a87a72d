import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../../aws/encryption-key";
import { EphemeralVariable } from "../../aws/ephemeral-variable";
import { ManagedSecret } from "../../aws/managed-secret";
import { alternatingVersions } from "../../aws/password-logins";
import { PasswordSecret } from "../../aws/password-secret";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import {
  CERTIFICATE_FIELDS,
  certificateVariables,
  loginAddress,
  ringSecretNames,
} from "./ring-secret-names";

export interface RingSecretsProps {
  readonly model: AwsMemcachedModel;
  /** A key that allows `secretsmanager`. */
  readonly encryptionKey: IEncryptionKey;
  /** As in `ManagedSecret`, for the logins. @default - none */
  readonly rotationLambdaArn?: string | undefined;
}

/**
 * What a ring keeps in Secrets Manager: the passwords of its logins, the certificate that its nodes show,
 * and the two authorities that its clients trust. A rotation of the certificate makes a new authority in
 * one of the two places by turns; its key signs the one certificate and is gone with the run.
 */
export class RingSecrets extends Construct {
  readonly certificate: ManagedSecret;
  readonly authorities: readonly ManagedSecret[];
  /** In the order of the logins. */
  readonly logins: readonly PasswordSecret[];

  constructor(scope: Construct, id: string, props: RingSecretsProps) {
    super(scope, id);
    const { encryptionKey, model, rotationLambdaArn } = props;
    const variables = certificateVariables(model);
    const names = ringSecretNames(model);
    const { rotation } = model.certificate;
    const [certificate, key, authority] = CERTIFICATE_FIELDS.map(
      (field) =>
        new EphemeralVariable(this, field, {
          name: variables[field],
          description: `${field} ${rotation + 1} of the ring ${model.name}, PEM, used when that number is new`,
          condition: (value) => `startswith(${value}, "-----BEGIN ")`,
          refusal: "The value is no PEM text.",
        }),
    ).map(({ value }) => value);
    const versions = alternatingVersions(rotation);
    this.authorities = names.authorities.map((name, place) => {
      const letter = place === 0 ? "a" : "b";
      return new ManagedSecret(this, `authority-${letter}`, {
        address: `${model.name}__authority-${letter}`,
        name,
        description: `Authority that clients of the ring ${model.name} trust`,
        encryptionKey,
        value: authority ?? "",
        version: versions[place] ?? 1,
      });
    });
    this.certificate = new ManagedSecret(this, "tls", {
      address: `${model.name}__certificate`,
      name: names.certificate,
      description: `Certificate of the nodes of the ring ${model.name}`,
      encryptionKey,
      value: Fn.jsonencode({ certificate, key, authority }),
      version: rotation + 1,
      // Clients can trust an authority before a node shows its certificate.
      after: this.authorities.map(({ resources }) => resources.version),
    });
    this.logins = model.logins.map(
      (login) =>
        new PasswordSecret(this, `login-${login.name}`, {
          address: loginAddress(model, login),
          name: login.secret,
          loginName: login.name,
          version: login.passwordVersion,
          encryptionKey,
          rotationLambdaArn,
        }),
    );
  }
}
