import type { AwsMemcachedModel, RingLogin } from "./aws-memcached-model";

/** Names in Secrets Manager and in Terraform of what a ring's nodes show and its clients trust. */
export interface RingSecretNames {
  /** Certificate, key and authority, which the nodes alone read. */
  readonly certificate: string;
  /** The two authorities that clients trust. */
  readonly authorities: readonly [string, string];
}

/** Variables that a ring's certificate comes by; in the environment `TF_VAR_` stands before each. */
export interface CertificateVariables {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

type Ring = Pick<AwsMemcachedModel, "environment" | "name">;

/** Fields of the secret with the certificate. */
export const CERTIFICATE_FIELDS = ["certificate", "key", "authority"] as const;

export function ringSecretNames({ environment, name }: Ring): RingSecretNames {
  const tls = `${environment}/${name}/tls`;
  return {
    certificate: `${tls}/certificate`,
    authorities: [`${tls}/authority-a`, `${tls}/authority-b`],
  };
}

/** Names of rings hold no underscore, so that no two rings have the same variables. */
export function certificateVariables({ name }: Pick<Ring, "name">): CertificateVariables {
  const start = `${name.replaceAll("-", "_")}__tls`;
  return {
    certificate: `${start}_certificate`,
    key: `${start}_key`,
    authority: `${start}_authority`,
  };
}

/** Terraform address of a login's secret and variable within their types. */
export function loginAddress({ name }: Pick<Ring, "name">, login: Pick<RingLogin, "name">): string {
  return `${name}_${login.name}`;
}
