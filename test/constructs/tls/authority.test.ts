import { createPrivateKey, X509Certificate } from "node:crypto";
import { certifyAgain, createAuthority, issueCertificate } from "../../../constructs/tls/authority";
import { nodeCertificateNames } from "../../../constructs/tls/names";

test("a certificate that is made again differs in its number and its end alone", async () => {
  const authority = await createAuthority("cachefort test", new Date());
  const names = nodeCertificateNames("sessions-0-0", ["redis-0", "127.0.0.1"]);
  const node = await issueCertificate(authority, names, new Date());
  const until = new Date("2026-01-02T03:04:05Z");
  const made = new X509Certificate(await certifyAgain(authority, node.certificate, until));
  const former = new X509Certificate(node.certificate);

  expect(new Date(made.validTo)).toEqual(until);
  expect(made.serialNumber).not.toBe(former.serialNumber);
  expect(made.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(made.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
  expect(made.checkPrivateKey(createPrivateKey(node.key))).toBe(true);
  const shared = ({
    ca,
    issuer,
    keyUsage,
    subject,
    subjectAltName,
    validFrom,
  }: X509Certificate) => ({
    ...{ ca, issuer, keyUsage, subject, subjectAltName, validFrom },
  });
  expect(shared(made)).toEqual(shared(former));
});
