import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import type { DockerAccess } from "../../../constructs/docker/access";
import { gatewayOf } from "../../../constructs/core/subnet";
import { docker } from "../../../operate/docker/engine";
import { BOOKWORM as IMAGE } from "../../support/docker/images";
import { OutsideHost } from "../../support/docker/outside-host";
import { OwnEngine } from "../../support/docker/own-engine";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";

jest.setTimeout(120_000);

/** Seconds within which a connection is made, or is not. */
const PATIENCE = 2;
const OUTSIDE_PORT = 7777;

const engine = new OwnEngine();
let outside: OutsideHost;
beforeAll(async () => {
  await engine.start();
  await engine.load(IMAGE.name);
  outside = await OutsideHost.start(OUTSIDE_PORT);
});
afterAll(async () => {
  try {
    await outside.stop();
  } finally {
    await engine.remove();
  }
});

const PROGRAM = (kind: "tcp" | "udp", host: string, port: number): string[] => [
  ...["timeout", String(PATIENCE), "bash", "-c"],
  `exec 3<>/dev/${kind}/${host}/${port} && echo hello >&3`,
];

async function succeeds(...words: readonly string[]): Promise<boolean> {
  return docker(...words).then(
    () => true,
    () => false,
  );
}

test("a container of the engine's usual network reaches what is beyond the machine", async () => {
  const words = PROGRAM("tcp", outside.address, OUTSIDE_PORT);
  expect(await succeeds("run", "--rm", IMAGE.name, ...words)).toBe(true);
  expect(await outside.arrived(5000)).toEqual(["tcp from 198.18.77.1"]);
});

describe.each<[DockerAccess, string, string[]]>([
  ["host", "10.213.96.0/20", ["udp from 10.213.108.240"]],
  ["both", "10.213.112.0/20", ["udp from 10.213.124.240"]],
  ["network", "10.213.128.0/20", []],
])("access %s", (access, subnet, oneWay) => {
  const config: Omit<DockerEnvironmentInput, "target"> = {
    images: BOOKWORM,
    access,
    subnet,
    memcached: [{ name: "pages", nodes: 1, port: 23792, users: [{ name: "web" }] }],
  };
  const project = new DockerProject(`cfegress${access}`);
  const node = project.container("pages", "0");
  beforeAll(async () => {
    await project.deploy(config);
  });
  afterAll(() => project.close());

  test("a node gets no connection to what is beyond the machine", async () => {
    const words = PROGRAM("tcp", outside.address, OUTSIDE_PORT);
    expect(await succeeds("exec", node, ...words)).toBe(false);
    expect(await outside.arrived()).toEqual([]);
  });

  test(`what it sends without an answer ${oneWay.length === 0 ? "stays here" : "leaves"}`, async () => {
    await succeeds("exec", node, ...PROGRAM("udp", outside.address, OUTSIDE_PORT));
    expect(await outside.arrived(PATIENCE * 1000)).toEqual(oneWay);
  });

  test("it reaches what listens at the machine's own address in the network", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, gatewayOf(subnet));
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      expect(await succeeds("exec", node, ...PROGRAM("tcp", gatewayOf(subnet), port))).toBe(true);
    } finally {
      server.close();
    }
  });
});
