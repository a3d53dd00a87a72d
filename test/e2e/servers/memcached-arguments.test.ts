import { once } from "node:events";
import { connect, type ConnectionOptions } from "node:tls";
import { connectMemcached } from "../../../clients/memcached/connect";
import { readAuthority } from "../../../clients/manifest-file";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21470;
const MIB = 1024 * 1024;

describe("a server started with the kit's arguments", () => {
  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({
      port: PORT,
      nodes: 1,
      props: { memoryMib: 128, maxItemSizeBytes: 4 * MIB, maxConnections: 100, threads: 2 },
    });
  });
  afterAll(() => ring.close());

  test("has the memory, connections, threads and item size of the props", async () => {
    // Megabytes through a busy machine's TLS: size is asked here, not speed.
    const client = connectMemcached(ring.deployed, "api", { timeoutMs: 20_000 });
    try {
      await expect(client.stats(`127.0.0.1:${PORT}`)).resolves.toMatchObject({
        limit_maxbytes: String(128 * MIB),
        max_connections: "100",
        threads: "2",
      });
      const large = "x".repeat(3 * MIB);
      await client.set("large", large, 60);
      await expect(client.get("large")).resolves.toBe(large);
      await expect(client.set("larger", "x".repeat(5 * MIB), 60)).rejects.toThrow("valueTooLarge");
    } finally {
      await client.close();
    }
  });

  test("says nothing on its output", () => {
    expect(ring.servers[0]?.log.replace(/^accept4\(\): .*\n/gm, "")).toBe("");
  });

  /** OpenSSL 3 offers TLS below 1.2 only at security level 0. */
  const handshake = async (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3"): Promise<string> => {
    const options: ConnectionOptions = { minVersion: version, maxVersion: version };
    if (version === "TLSv1.1") options.ciphers = "DEFAULT@SECLEVEL=0";
    const ca = readAuthority(ring.deployed);
    const socket = connect({ host: "127.0.0.1", port: PORT, ca, ...options });
    try {
      await once(socket, "secureConnect");
      return socket.getProtocol() ?? "none";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "no code";
    } finally {
      socket.destroy();
    }
  };

  test.each(["TLSv1.2", "TLSv1.3"] as const)("speaks %s", async (version) => {
    await expect(handshake(version)).resolves.toBe(version);
  });

  test("refuses TLS 1.1 by itself", async () => {
    await expect(handshake("TLSv1.1")).resolves.toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
  });
});

test("the smallest memory, item and number of connections that the model allows start a server", async () => {
  const props = { memoryMib: 39, maxItemSizeBytes: 512 * 1024, maxConnections: 64, threads: 1 };
  const ring = await startTestRing({ port: PORT + 5, nodes: 1, props });
  const client = connectMemcached(ring.deployed, "api");
  try {
    await client.set("key", "value", 60);
    await expect(client.get("key")).resolves.toBe("value");
  } finally {
    await client.close();
    await ring.close();
  }
});
