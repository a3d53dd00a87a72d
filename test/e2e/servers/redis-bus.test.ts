import { connect, type SecureVersion } from "node:tls";
import { createTestAuthority, type IssuedCertificate } from "../../support/certificates";
import { until } from "../../../operate/host/until";
import { accepts } from "../../support/accepts";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21490;
const BUS_PORT = PORT + 10_000;
/** With TLS 1.3 a server refuses a client's certificate after the handshake is over for the client. */
const QUIET_MS = 1_000;
const ADDRESS = { ipAddresses: ["127.0.0.1"] };

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, only: ["0-0"], wait: "listening" });
  // The bus begins to listen after the data port.
  expect(await until(10_000, () => accepts("127.0.0.1", BUS_PORT))).toBe(true);
});
afterAll(() => cluster.close());

/** The alert that the bus ends a connection with, or `taken` when it waits for the first message. */
function knock(maxVersion: SecureVersion, login?: IssuedCertificate): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port: BUS_PORT,
      ca: cluster.secrets.authority(),
      maxVersion,
      ...(login === undefined ? {} : { cert: login.certificate, key: login.key }),
    });
    const settle = (verdict: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(verdict);
    };
    let timer = setTimeout(() => settle("no handshake"), 5_000);
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle("taken"), QUIET_MS);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    socket.once("close", () => settle("closed"));
  });
}

describe.each([["TLSv1.2"], ["TLSv1.3"]] as const)("the cluster bus, over %s", (version) => {
  it("refuses a peer without a certificate", async () => {
    expect(await knock(version)).toMatch(/ALERT_HANDSHAKE_FAILURE|ALERT_CERTIFICATE_REQUIRED/);
  });

  it("refuses a certificate of another authority", async () => {
    const other = await createTestAuthority("other");
    expect(await knock(version, await other.issue(ADDRESS))).toMatch(/ALERT_UNKNOWN_CA/);
  });

  it("takes the certificate of a node", async () => {
    expect(await knock(version, cluster.secrets.keyPair("cluster", "0-1"))).toBe("taken");
  });
});
