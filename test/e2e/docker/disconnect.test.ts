import type { DockerEnvironmentInput } from "../../../configs/schema";
import { until } from "../../../operate/host/until";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { becomesWhole, viewOf } from "../../support/whole-cluster";

jest.setTimeout(120_000);

const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [
    {
      name: "carts",
      port: 22630,
      nodeTimeoutMs: 1000,
      users: [{ name: "api", role: "readWrite", keys: ["session:*"] }],
    },
  ],
};
const project = new DockerProject("cfapart");
const primary = project.container("carts", "0-0");
beforeAll(async () => {
  await project.deploy(config);
});
afterAll(() => project.close());

/** Port of the node that owns the slots of the first shard, as another shard's primary sees it. */
async function ownerPort(): Promise<number | undefined> {
  const lines = await viewOf(project, "carts", "1-0");
  return lines.find(({ slots }) => slots.some((range) => range.startsWith("0-")))?.port;
}

test("a primary taken off its network loses its shard, and comes back to it as a replica", async () => {
  const { replicated } = await writeReplicated(project, "carts", 100);
  await project.driver.disconnect(primary);
  try {
    await expect(project.connect("carts", "0-0")).rejects.toThrow();
    expect(await until(15_000, async () => (await ownerPort()) === 22633)).toBe(true);
    expect(await project.driver.isRunning(primary)).toBe(true);
  } finally {
    await project.driver.reconnect(primary);
  }
  expect(await becomesWhole(project, "carts", 30_000)).toBeUndefined();
  expect(await ownerPort()).toBe(22633);
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
  expect(await project.plan(config)).toEqual([]);
});
