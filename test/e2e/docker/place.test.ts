import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { requireEngine } from "../../../operate/docker/place";
import { rejection } from "../../support/coded";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";

jest.setTimeout(120_000);

const NETWORK = "cfplace-stranger";
const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  memcached: [{ name: "pages", nodes: 2, port: 22680, users: [{ name: "web" }] }],
};
const project = new DockerProject("cfplace");
afterAll(() => project.close());

const image = `${BOOKWORM.memcached?.repository}:${BOOKWORM.memcached?.tag}`;

test("a container of somebody else with a name of ours is left alone, and told", async () => {
  const name = project.container("pages", "1");
  await docker("create", "--name", name, image, "true");
  try {
    const error = await rejection(project.up(config));
    expect(error.code).toBe("DOCKER_NAME_TAKEN");
    expect(error.message).toContain(name);
    expect((await docker("inspect", "--format", "{{.Name}}", name)).stdout.trim()).toBe(`/${name}`);
  } finally {
    await docker("rm", name);
  }
});

test("a subnet that another network has is refused, and that network named", async () => {
  await docker("network", "create", "--subnet", "10.213.100.0/24", NETWORK);
  try {
    const error = await rejection(project.up(config));
    expect(error.code).toBe("DOCKER_SUBNET_TAKEN");
    expect(error.message).toContain(`${NETWORK}, which has 10.213.100.0/24`);
  } finally {
    await docker("network", "rm", NETWORK);
  }
});

test("a port that another program holds is refused, and the program named", async () => {
  const server = createServer().listen(22681, "127.0.0.1");
  await once(server, "listening");
  try {
    const error = await rejection(project.up(config));
    expect(error.code).toBe("HOST_PORT_TAKEN");
    expect(error.message).toContain(`pid ${process.pid}`);
  } finally {
    server.close();
  }
});

test("a port that another environment has is refused, and its container named", async () => {
  const other = new DockerProject("cfother");
  try {
    await other.deploy({ ...config, subnet: "10.213.112.0/20" });
    const error = await rejection(project.up(config));
    expect(error.code).toBe("HOST_PORT_TAKEN");
    expect(error.message).toContain("container cachefort-cfother-pages-0 has it");
    expect(await project.onEngine()).toEqual([]);
  } finally {
    await other.close();
  }
});

test("an image that is nowhere to be had fails the deployment, and leaves nothing half-made", async () => {
  const memcached = { ...BOOKWORM.memcached, tag: "none" } as typeof BOOKWORM.memcached;
  await expect(project.up({ ...config, images: { ...BOOKWORM, memcached } })).rejects.toThrow(
    "bookworm:none",
  );
  const told = await project.up(config);
  expect(told.filter((line) => line.startsWith("create docker_container."))).toHaveLength(2);
});

test("an engine that may be on another machine is refused: it would mount other folders", async () => {
  const proxy = createServer((socket) => {
    const engine = connect("/var/run/docker.sock");
    socket.pipe(engine).pipe(socket);
    for (const end of [socket, engine]) end.on("error", () => end.destroy());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = `tcp://127.0.0.1:${port}`;
  try {
    expect((await rejection(requireEngine())).code).toBe("DOCKER_ENGINE_REMOTE");
  } finally {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
    proxy.close();
  }
});

test("no engine at all is told as such", async () => {
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
  try {
    expect((await rejection(requireEngine())).code).toBe("DOCKER_UNREACHABLE");
  } finally {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
  }
});
