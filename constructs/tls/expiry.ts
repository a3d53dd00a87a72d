import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyPairPem } from "./authority";
import type { CertificateNames } from "./names";

/** Days before its end at which a certificate is replaced. */
export const RENEWAL_DAYS = 30;

/**
 * Whether a certificate can go on serving: signed by the authority, long enough valid, with these
 * names, and fitting its key.
 */
export function isCertificateCurrent(
  pair: KeyPairPem,
  authorityPem: string,
  names: CertificateNames,
  now: Date,
): boolean {
  const certificate = new X509Certificate(pair.certificate);
  const renewFrom = new Date(certificate.validTo).getTime() - RENEWAL_DAYS * 86_400_000;
  return (
    now.getTime() < renewFrom &&
    certificate.checkIssued(new X509Certificate(authorityPem)) &&
    certificate.verify(new X509Certificate(authorityPem).publicKey) &&
    certificate.checkPrivateKey(createPrivateKey(pair.key)) &&
    sameNames(certificate.subjectAltName, names)
  );
}

function sameNames(subjectAltName: string | undefined, names: CertificateNames): boolean {
  const wanted = [
    ...names.dnsNames.map((name) => `DNS:${name}`),
    ...names.ipAddresses.map((address) => `IP Address:${address}`),
  ];
  const present = (subjectAltName ?? "").split(", ");
  return wanted.length === present.length && wanted.every((name) => present.includes(name));
}
