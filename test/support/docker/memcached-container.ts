import { NodeConnection } from "../../../clients/memcached/node-connection";
import { versionOfNode } from "../../../clients/memcached/version";
import { fixedLogin } from "../../../clients/secrets/login-source";
import { CachefortError } from "../../../constructs/core/errors";
import { memcachedArguments } from "../../../constructs/memcached/arguments";
import { createMemcachedModel } from "../../../constructs/memcached/model";
import {
  loginOf,
  passwordDatabase,
  SASL_APPLICATION,
  SASL_CONFIGURATION_FILE,
  SASL_REALM,
  saslConfiguration,
  saslConfigurationForPasswordDatabase,
} from "../../../constructs/memcached/sasl";
import { until } from "../../../operate/host/until";
import { createTestAuthority } from "../certificates";
import { randomPassword } from "../memcached-server";
import { TestContainer, TestVolume } from "./container";
import { ACCOUNTS, type TestImage } from "./images";

const HOST = "127.0.0.1";
const PORT = 11211;
const USER = "api";
const START_MS = 10_000;

/** A memcached in a container, with the kit's own command line and SASL configuration, behind TLS. */
export class MemcachedContainer {
  private constructor(
    readonly container: TestContainer,
    private readonly files: TestVolume,
    private readonly port: number,
    private readonly authority: string,
    private readonly password: string,
  ) {}

  /** @param users where the one user is, and nowhere else */
  static async start(
    image: TestImage,
    users: "sasldb" | "password database",
  ): Promise<MemcachedContainer> {
    const authority = await createTestAuthority("memcached");
    const leaf = await authority.issue({ ipAddresses: [HOST] });
    const password = randomPassword();
    const hasDatabase = users === "password database";
    const files = new TestVolume(image, ACCOUNTS.memcache);
    try {
      await files.create({
        "ca.crt": authority.certificate,
        "node.crt": leaf.certificate,
        "node.key": leaf.key,
        [SASL_CONFIGURATION_FILE]: hasDatabase
          ? saslConfigurationForPasswordDatabase("/files/none")
          : saslConfiguration("/files/sasldb2"),
        ...(hasDatabase ? { passwords: passwordDatabase([{ user: USER, password }]) } : {}),
      });
      if (!hasDatabase) await addUser(files, password);
      const container = await startServer(image, files, hasDatabase);
      const port = await container.publishedPort();
      return new MemcachedContainer(container, files, port, authority.certificate, password);
    } catch (error) {
      await files.remove();
      throw error;
    }
  }

  /**
   * Logs in and asks for the version.
   *
   * @throws OperationError MEMCACHED_LOGIN_REFUSED
   */
  async version(password: string = this.password): Promise<string | undefined> {
    const node = new NodeConnection({
      host: HOST,
      port: this.port,
      access: fixedLogin({
        authority: this.authority,
        login: loginOf("user@realm", USER),
        password,
      }),
      minVersion: "TLSv1.2",
      timeoutMs: START_MS,
    });
    try {
      return await whenReachable(() => versionOfNode(node));
    } finally {
      await node.close();
    }
  }

  async remove(): Promise<void> {
    await this.container.remove();
    await this.files.remove();
  }
}

function startServer(
  image: TestImage,
  files: TestVolume,
  hasDatabase: boolean,
): Promise<TestContainer> {
  const build = {
    version: image.programs["memcached"] ?? "",
    passwordDatabase: image.passwordDatabase,
  };
  const props = { name: "cache", nodes: 1, users: [{ name: USER }] };
  const model = createMemcachedModel("test", props, { build });
  const node = { id: "0", host: "0.0.0.0", port: PORT };
  const paths = {
    certificate: "/files/node.crt",
    key: "/files/node.key",
    authority: "/files/ca.crt",
  };
  return TestContainer.start({
    image,
    account: ACCOUNTS.memcache,
    command: ["memcached", ...memcachedArguments(model, node, paths)],
    environment: {
      SASL_CONF_PATH: "/files",
      ...(hasDatabase ? { MEMCACHED_SASL_PWDB: "/files/passwords" } : {}),
    },
    files,
    port: PORT,
  });
}

function addUser(files: TestVolume, password: string): Promise<void> {
  const place = ["-a", SASL_APPLICATION, "-f", "/files/sasldb2", "-u", SASL_REALM];
  return files.runAsAccount(password, "saslpasswd2", "-p", "-c", ...place, USER);
}

/** The engine takes connections to a published port before the server does, and drops them. */
async function whenReachable<T>(attempt: () => Promise<T>): Promise<T> {
  await until(START_MS, async () => {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (CachefortError.is(error) && error.code === "MEMCACHED_NODE_UNREACHABLE") return false;
      throw error;
    }
  });
  return attempt();
}
