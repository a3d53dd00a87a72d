import { docker } from "../../../operate/docker/engine";
import { containerProcesses } from "../../../operate/docker/container-processes";
import { waitForRing } from "../../../operate/memcached/wait-for-ring";
import { TRIXIE } from "../../support/docker-images";
import { RingProject } from "../../support/ring-project";

jest.setTimeout(300_000);

const options = { images: TRIXIE, subnet: "10.214.16.0/20" };
const project = new RingProject("cfnames", "pages", options, 3, 22740);
const keys = Array.from({ length: 120 }, (_, number) => `page:${number}`);

/** The ring's names, and each node's name and address in the network. */
async function names(): Promise<unknown> {
  const format = "{{.Name}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Aliases}}{{end}}";
  const { stdout } = await docker("inspect", "--format", format, ...project.containers());
  const { nodes, ring } = project.memcached("pages").manifest;
  const short = (await project.containerIds()).map((id) => id.slice(0, 12));
  // The engine adds the container's own id to its names.
  return { ring, nodes, inspected: short.reduce((text, id) => text.replace(id, "<id>"), stdout) };
}

async function holdersAfterWriting(): Promise<Record<string, string[]>> {
  await project.write("web", keys);
  return project.holders("web", keys);
}

let before: unknown;
let holders: Record<string, string[]>;
beforeAll(async () => {
  await project.bring("deploy", "web");
  before = await names();
  holders = await holdersAfterWriting();
});
afterAll(() => project.close());

test("each key lies on one node, and each node has some", () => {
  expect(project.memcached("pages").manifest.ring.servers).toEqual([
    "localhost:22740",
    "localhost:22741",
    "localhost:22742",
  ]);
  expect(Object.values(holders).filter((nodes) => nodes.length !== 1)).toEqual([]);
  expect(new Set(Object.values(holders).flat())).toEqual(new Set(["0", "1", "2"]));
});

test("every container restarted: the same names, and each key on its node", async () => {
  await docker("restart", ...project.containers());
  const deployed = project.memcached("pages");
  await waitForRing(deployed, containerProcesses(deployed.manifest));
  expect(Object.values(await project.holders("web", keys)).flat()).toEqual([]);
  expect(await holdersAfterWriting()).toEqual(holders);
  expect(await names()).toEqual(before);
});

test("one container replaced: the same names, its keys gone, each key on its node", async () => {
  const [zero, one = "", two] = await project.containerIds();
  await docker("rm", "--force", one);
  await project.bring("up", "web");
  const ids = await project.containerIds();
  expect([ids[0], ids[2]]).toEqual([zero, two]);
  expect(ids[1]).not.toBe(one);
  expect(await names()).toEqual(before);
  const left = Object.entries(holders).map(([key, nodes]) => [
    key,
    nodes.filter((node) => node !== "1"),
  ]);
  expect(await project.holders("web", keys)).toEqual(Object.fromEntries(left));
  expect(await holdersAfterWriting()).toEqual(holders);
});
