import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { CertificateNames } from "./names";

/** A certificate and its private key, both as PEM text. */
export interface KeyPairPem {
  readonly certificate: string;
  readonly key: string;
}

/** Days that an authority is valid. */
export const AUTHORITY_DAYS = 3650;
/** Days that a node's certificate is valid; Apple's platforms accept no more than 398. */
export const LEAF_DAYS = 397;

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;
/** Clocks of two machines may differ; a certificate is valid from a little before it was made. */
const BACKDATE_MS = 5 * 60_000;

/** Makes a self-signed authority for one environment. */
export async function createAuthority(commonName: string, now: Date): Promise<KeyPairPem> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/**
 * Makes a node's certificate. It serves as server and as client: on the cluster bus and the
 * replication link every node is both, and with serverAuth alone a cluster never forms.
 */
export async function issueCertificate(
  authority: KeyPairPem,
  names: CertificateNames,
  now: Date,
): Promise<KeyPairPem> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [names.commonName] }],
    issuer: issuer.subject,
    ...validity(now, LEAF_DAYS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dnsNames.map((value) => ({ type: "dns" as const, value })),
        ...names.ipAddresses.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/**
 * Makes a certificate for the key, the names and the uses of another one, which is valid until another moment.
 *
 * @param until to the second
 * @returns PEM text
 */
export async function certifyAgain(
  authority: KeyPairPem,
  certificate: string,
  until: Date,
): Promise<string> {
  const former = new x509.X509Certificate(certificate);
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: former.subject,
    issuer: new x509.X509Certificate(authority.certificate).subject,
    notBefore: former.notBefore,
    notAfter: until,
    publicKey: former.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: SIGNING,
    extensions: former.extensions,
  });
  return pem(made);
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + days * 86_400_000),
  };
}

/** 16 random bytes; the first is kept below 0x80 so that the DER integer is positive. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(Buffer.alloc(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString("hex");
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", key);
  return `${x509.PemConverter.encode(der, "PRIVATE KEY")}\n`;
}

function importKey(text: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(text);
  if (der === undefined) throw new TypeError("the authority's key is not PEM");
  return webcrypto.subtle.importKey("pkcs8", der, CURVE, false, ["sign"]);
}
