import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { createTestAuthority, type IssuedCertificate } from "./certificates";

/** Serves one TLS connection and tells what a verifying client made of it. */
async function handshake(served: IssuedCertificate, ca: string): Promise<string> {
  const server = createServer({ cert: served.certificate, key: served.key }, (s) => s.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, ca });
  try {
    await once(socket, "secureConnect");
    return "verified";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "no code";
  } finally {
    socket.destroy();
    server.close();
    await once(server, "close");
  }
}

describe("createTestAuthority", () => {
  test("issues leaves that verify by name and chain, for servers and clients", async () => {
    const authority = await createTestAuthority("test authority");
    const leaf = await authority.issue({ dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] });
    const certificate = new X509Certificate(leaf.certificate);
    expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(certificate.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
    await expect(handshake(leaf, authority.certificate)).resolves.toBe("verified");
  });

  test("a leaf of another name is refused", async () => {
    const authority = await createTestAuthority("test authority");
    const leaf = await authority.issue({ dnsNames: ["elsewhere"], ipAddresses: ["127.0.0.2"] });
    await expect(handshake(leaf, authority.certificate)).resolves.toBe(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
  });

  test("a leaf of another authority of the same name is refused", async () => {
    const [one, other] = await Promise.all([createTestAuthority("a"), createTestAuthority("a")]);
    const leaf = await other.issue({ ipAddresses: ["127.0.0.1"] });
    await expect(handshake(leaf, one.certificate)).resolves.toMatch(
      /^(CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/,
    );
  });
});
