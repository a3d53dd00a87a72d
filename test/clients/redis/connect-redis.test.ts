import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { CachefortError } from "../../../constructs/core/errors";
import {
  createTestAuthority,
  type SubjectNames,
  type TestAuthority,
} from "../../support/certificates";
import { createTestManifest, type TestManifest } from "../../support/redis-manifest";

const LOOPBACK = { ipAddresses: ["127.0.0.1"] };
const PASSWORD = "never-in-a-message";

/** A TLS listener that gives every bit of what it hears the same reply. */
class Listener {
  private readonly sockets = new Set<TLSSocket>();
  private constructor(private readonly server: Server) {}

  static async open(
    authority: TestAuthority,
    names: SubjectNames,
    reply: string | undefined,
  ): Promise<Listener> {
    const { certificate, key } = await authority.issue(names);
    const listener = new Listener(createServer({ cert: certificate, key }));
    listener.server.on("secureConnection", (socket) => {
      listener.sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("data", () => reply !== undefined && socket.write(reply));
    });
    listener.server.on("tlsClientError", (_, socket) => socket.destroy());
    listener.server.listen(0, "127.0.0.1");
    await once(listener.server, "listening");
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

describe("connectRedis to what is no cluster", () => {
  const cleanUps: (() => void | Promise<void>)[] = [];
  let authority: TestAuthority;
  let foreign: TestAuthority;
  const consoleOutput = [jest.spyOn(console, "warn"), jest.spyOn(console, "error")];

  beforeAll(async () => {
    [authority, foreign] = await Promise.all([
      createTestAuthority("own"),
      createTestAuthority("foreign"),
    ]);
  });

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    for (const output of consoleOutput) expect(output).not.toHaveBeenCalled();
  });

  async function failure(port: number): Promise<CachefortError> {
    const manifest: TestManifest = createTestManifest({
      port,
      authority: authority.certificate,
      password: PASSWORD,
    });
    cleanUps.push(() => manifest.remove());
    try {
      (await connectRedis(manifest.deployed, "api")).disconnect();
    } catch (error) {
      if (CachefortError.is(error)) return error;
      throw error;
    }
    throw new Error("it connected");
  }

  async function listen(
    signer: TestAuthority,
    names: SubjectNames,
    reply?: string,
  ): Promise<number> {
    const listener = await Listener.open(signer, names, reply);
    cleanUps.push(() => listener.close());
    return listener.port;
  }

  it("does not trust a certificate of a foreign authority", async () => {
    const error = await failure(await listen(foreign, LOOPBACK, "+OK\r\n"));
    expect(error.code).toBe("REDIS_TLS_UNTRUSTED");
    expect(error.message).toContain("unable to verify");
  });

  it("does not trust a certificate of another name", async () => {
    const error = await failure(await listen(authority, { dnsNames: ["other"] }, "+OK\r\n"));
    expect(error.code).toBe("REDIS_TLS_UNTRUSTED");
    expect(error.message).toContain("127.0.0.1");
  });

  it("tells of a refused login without the password", async () => {
    const refusal = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
    const error = await failure(await listen(authority, LOOPBACK, refusal));
    expect(error.code).toBe("REDIS_LOGIN_REFUSED");
    expect(error.message).toContain("user api");
    expect(inspect(error, { depth: null })).not.toContain(PASSWORD);
  });

  it("gives a silent server up within seconds", async () => {
    const begun = performance.now();
    const error = await failure(await listen(authority, LOOPBACK));
    expect(error.code).toBe("REDIS_UNREACHABLE");
    expect(performance.now() - begun).toBeLessThan(9000);
  }, 15_000);

  it("tells of a closed port by its address", async () => {
    const listener = await Listener.open(authority, LOOPBACK, undefined);
    const { port } = listener;
    await listener.close();
    const error = await failure(port);
    expect(error.code).toBe("REDIS_UNREACHABLE");
    expect(error.message).toContain(`ECONNREFUSED 127.0.0.1:${port}`);
  });
});
