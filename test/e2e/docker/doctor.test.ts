import { once } from "node:events";
import { createServer } from "node:net";
import { readEnvironment } from "../../../configs/read-environment";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { examineDocker } from "../../../operate/docker/doctor";
import { docker } from "../../../operate/docker/engine";
import type { Finding } from "../../../operate/prerequisites/finding";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";

jest.setTimeout(120_000);

const NETWORK = "cfdoctor-stranger";
const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [{ name: "carts", port: 22610, replicasPerShard: 0 }],
  memcached: [{ name: "pages", nodes: 2, port: 22675, users: [{ name: "web" }] }],
};
const project = new DockerProject("cfdoctor");
afterAll(() => project.close());

/** What is found, without what only Terraform's registry decides. */
async function examined(
  input: Omit<DockerEnvironmentInput, "target"> = config,
): Promise<Record<string, Finding>> {
  const environment = readEnvironment("cfdoctor", { target: "docker", ...input });
  const found = await examineDocker(project.paths, environment);
  return Object.fromEntries(
    found.filter(({ name }) => !name.startsWith("provider ")).map((one) => [one.name, one]),
  );
}

const BOOKWORM_IMAGE = `image ${BOOKWORM.redis?.repository}:${BOOKWORM.redis?.tag}`;

test("on a machine that has everything, before and after the deployment", async () => {
  const expected = {
    engine: { name: "engine", status: "ok", version: expect.stringMatching(/^\d+\.\d+/) },
    "subnet 10.213.96.0/20": { name: "subnet 10.213.96.0/20", status: "ok" },
    ports: { name: "ports", status: "ok" },
    [BOOKWORM_IMAGE]: { name: BOOKWORM_IMAGE, status: "ok" },
    "network faults": { name: "network faults", status: "ok" },
  };
  expect(await examined()).toEqual(expected);
  await project.deploy({ ...config, redis: [] });
  expect(await examined()).toEqual(expected);
});

test("a port that another program has is told, with the program", async () => {
  const server = createServer().listen(22612, "127.0.0.1");
  await once(server, "listening");
  try {
    expect((await examined())["ports"]).toMatchObject({
      status: "unsuitable",
      problem: expect.stringMatching(
        new RegExp(`^node 2-0 cannot listen on 127.0.0.1:22612: .*pid ${process.pid}`),
      ),
      fix: expect.stringContaining("`port`"),
    });
    expect((await examined({ ...config, access: "network" }))["ports"]?.status).toBe("ok");
  } finally {
    server.close();
  }
});

test("a subnet that another network has is told, with its name", async () => {
  await docker("network", "create", "--subnet", "10.213.112.0/24", NETWORK);
  try {
    const found = await examined({ ...config, subnet: "10.213.112.0/20" });
    expect(found["subnet 10.213.112.0/20"]).toMatchObject({
      status: "unsuitable",
      problem: expect.stringContaining(NETWORK),
      fix: expect.stringContaining("`subnet`"),
    });
  } finally {
    await docker("network", "rm", NETWORK);
  }
});

test("an image that is nowhere to be had is told, with the command that pulls it", async () => {
  const memcached = { ...BOOKWORM.memcached, tag: "none" } as typeof BOOKWORM.memcached;
  const found = await examined({ ...config, images: { ...BOOKWORM, memcached } });
  const reference = `${BOOKWORM.memcached?.repository}:none`;
  expect(found[`image ${reference}`]).toMatchObject({
    status: "missing",
    fix: expect.stringContaining(`docker pull ${reference}`),
  });
});

test("what cutting a network lacks is told as a warning", async () => {
  const getuid = jest.spyOn(process, "getuid").mockReturnValue(1000);
  try {
    expect((await examined())["network faults"]).toMatchObject({
      status: "warning",
      problem: expect.stringMatching(/^only root may enter a container's network: /),
    });
  } finally {
    getuid.mockRestore();
  }
});

test("without an engine nothing else is asked of it", async () => {
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
  try {
    expect(await examined()).toEqual({
      engine: {
        name: "engine",
        status: "missing",
        problem: expect.stringContaining("no Docker engine answers"),
        fix: expect.stringContaining("DOCKER_HOST"),
      },
    });
  } finally {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
  }
});
