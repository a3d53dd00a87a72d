import { until } from "../../../operate/host/until";
import { TestContainer } from "../../support/docker/container";
import { docker } from "../../support/docker/engine";
import { ensureImages, staleImages } from "../../support/docker/image-builder";
import {
  ACCOUNTS,
  BOOKWORM,
  IMAGES,
  TRIXIE,
  type ImageAccount,
  type TestImage,
} from "../../support/docker/images";
import { MemcachedContainer } from "../../support/docker/memcached-container";

const START_MS = 10_000;
const BUILD_MS = 20 * 60_000;

beforeAll(async () => {
  await ensureImages();
}, BUILD_MS);

test("an image is made again when its recipe changes, and only then", async () => {
  await expect(ensureImages()).resolves.toEqual([]);
  const { recipe } = BOOKWORM;
  const changed = { ...BOOKWORM, recipe: { ...recipe, args: [...recipe.args, "procps"] } };
  await expect(staleImages([changed, TRIXIE])).resolves.toEqual([changed]);
});

describe.each(IMAGES)("$name", (image) => {
  test("leaves entry point, command and user to the container", async () => {
    const format = "{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.User}}";
    await expect(docker("image", "inspect", "--format", format, image.name)).resolves.toBe(
      'null null ""',
    );
  });

  test("holds the programs that it claims", async () => {
    const versions = Object.keys(image.programs).map(async (program) => [
      program,
      /\d+\.\d+\.\d+/.exec(await once(image, program, "--version"))?.[0],
    ]);
    expect(Object.fromEntries(await Promise.all(versions))).toEqual(image.programs);
  });

  test("has the accounts of the official images", async () => {
    const users = (await once(image, "getent", "passwd")).split("\n");
    const groups = (await once(image, "getent", "group")).split("\n");
    for (const [name, { uid, gid }] of Object.entries(ACCOUNTS)) {
      expect(users).toContainEqual(expect.stringMatching(`^${name}:x:${uid}:${gid}:`));
      expect(groups).toContainEqual(expect.stringMatching(`^${name}:x:${gid}:`));
    }
  });
});

describe.each([
  { image: BOOKWORM, engine: "redis" },
  { image: TRIXIE, engine: "redis" },
  { image: TRIXIE, engine: "valkey" },
] as const)("$engine of $image.name", ({ image, engine }) => {
  let container: TestContainer;

  beforeAll(async () => {
    container = await TestContainer.start({
      image,
      account: ACCOUNTS[engine],
      command: [`${engine}-server`, "--dir", "/data"],
      memoryFolders: ["/data"],
    });
  });
  afterAll(() => container.remove());

  test("starts, and is the version that is claimed", async () => {
    const ready = "Ready to accept connections";
    await until(START_MS, async () => (await container.log()).includes(ready));
    await expect(container.log()).resolves.toContain(ready);
    const version = `${engine}_version:${image.programs[`${engine}-server`]}`;
    await expect(container.run(`${engine}-cli`, "INFO", "server")).resolves.toContain(version);
  });

  test("runs without root, without a capability and without a file system to write to", async () => {
    await expectNoPrivileges(container, ACCOUNTS[engine]);
    await expect(container.run("touch", "/data/new")).resolves.toBe("");
  });
});

describe.each(IMAGES)("memcached of $name", (image) => {
  const users = image.passwordDatabase ? "password database" : "sasldb";
  let server: MemcachedContainer;

  beforeAll(async () => {
    server = await MemcachedContainer.start(image, users);
  });
  afterAll(() => server.remove());

  test(`takes a login from its ${users} inside TLS, and is the version that is claimed`, async () => {
    await expect(server.version()).resolves.toBe(image.programs["memcached"]);
  });

  test("refuses a wrong password", async () => {
    await expect(server.version("wrong")).rejects.toThrow(/^MEMCACHED_LOGIN_REFUSED/);
  });

  test("runs without root, without a capability and without a file system to write to", () =>
    expectNoPrivileges(server.container, ACCOUNTS.memcache));
});

test.each(IMAGES.filter(({ passwordDatabase }) => !passwordDatabase))(
  "memcached of $name knows no password database",
  async (image) => {
    const server = await MemcachedContainer.start(image, "password database");
    try {
      await expect(server.version()).rejects.toThrow(/^MEMCACHED_LOGIN_REFUSED/);
    } finally {
      await server.remove();
    }
  },
);

async function expectNoPrivileges(
  container: TestContainer,
  { uid, gid }: ImageAccount,
): Promise<void> {
  const status = await container.run("cat", "/proc/1/status");
  expect(valuesOf(status, "Uid")).toEqual(Array(4).fill(String(uid)));
  expect(valuesOf(status, "Gid")).toEqual(Array(4).fill(String(gid)));
  for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
    expect(valuesOf(status, set)).toEqual(["0".repeat(16)]);
  }
  expect(valuesOf(status, "NoNewPrivs")).toEqual(["1"]);
  await expect(container.run("touch", "/new")).rejects.toThrow("Read-only file system");
}

/** One line of `/proc/<pid>/status`. */
function valuesOf(status: string, name: string): string[] | undefined {
  const line = status.split("\n").find((each) => each.startsWith(`${name}:`));
  return line?.split(/\s+/).slice(1);
}

/** What a program prints in a container that ends with it. */
function once(image: TestImage, ...command: readonly string[]): Promise<string> {
  return docker("run", "--rm", "--network", "none", image.name, ...command);
}
