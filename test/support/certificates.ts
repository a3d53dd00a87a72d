import "reflect-metadata";
import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

type KeyPair = webcrypto.CryptoKeyPair;

/** The names and addresses a certificate is good for. */
export interface SubjectNames {
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
}

/** A certificate and its private key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface IssueOptions {
  /** Milliseconds from now to the end of its validity; negative for one that has expired. @default - a day */
  readonly lifetimeMs?: number;
}

/** A certificate authority that lives as long as a test. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A leaf for servers and clients (serverAuth and clientAuth). */
  issue(names: SubjectNames, options?: IssueOptions): Promise<IssuedCertificate>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const LIFETIME_MS = 24 * 60 * 60 * 1000;
/** A clock that runs behind ours must accept the certificate at once. */
const BACKDATED_MS = 5 * 60 * 1000;

/** Makes an EC P-256 authority with the given common name. */
export async function createTestAuthority(name: string): Promise<TestAuthority> {
  const keys = await generateKeys();
  const authority = await X509CertificateGenerator.createSelfSigned(
    {
      ...validity(),
      serialNumber: serialNumber(),
      name: `CN=${name}`,
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return {
    certificate: `${authority.toString("pem")}\n`,
    issue: (names, options) => issue(authority, keys, names, options),
  };
}

async function issue(
  authority: X509Certificate,
  authorityKeys: KeyPair,
  names: SubjectNames,
  { lifetimeMs }: IssueOptions = {},
): Promise<IssuedCertificate> {
  const keys = await generateKeys();
  const dnsNames = names.dnsNames ?? [];
  const ipAddresses = names.ipAddresses ?? [];
  const alternatives: JsonGeneralNames = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await X509CertificateGenerator.create(
    {
      ...validity(lifetimeMs),
      serialNumber: serialNumber(),
      subject: `CN=${dnsNames[0] ?? ipAddresses[0] ?? "nameless"}`,
      issuer: authority.subject,
      publicKey: keys.publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(alternatives),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys) };
}

async function generateKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function exportKey(keys: KeyPair): Promise<string> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

function validity(lifetimeMs = LIFETIME_MS): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - BACKDATED_MS), notAfter: new Date(now + lifetimeMs) };
}

/** A positive serial number: a leading bit of one would make the DER integer negative. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}
