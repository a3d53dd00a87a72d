import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentConfig } from "../../../configs/schema";
import { isAlive } from "../../../operate/host/process-identity";
import { HostProject } from "../../support/host-project";
import { missing, writeReplicated } from "../../support/replicated-writes";

jest.setTimeout(120_000);

const NODES = ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"];
const config: Omit<EnvironmentConfig, "target"> = {
  redis: [
    {
      name: "carts",
      port: 21870,
      nodeTimeoutMs: 1000,
      users: [{ name: "api", role: "readWrite", keys: ["session:*"] }],
    },
  ],
};

const project = new HostProject();
const { nodes } = project.paths;
const ballast = join(nodes, "ballast");

/** Writes until nothing more fits. */
function fill(): void {
  const file = openSync(ballast, "w");
  try {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 16)) writeUntilFull(file, size);
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, size: number): void {
  const block = Buffer.alloc(size);
  for (;;) {
    try {
      writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}

beforeAll(() => {
  mkdirSync(nodes, { recursive: true, mode: 0o711 });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0711", "cachefort-disk", nodes]);
});
afterAll(async () => {
  try {
    await project.destroy();
  } finally {
    execFileSync("umount", [nodes]);
    await project.close();
  }
});

describe("a full disk", () => {
  test("at the first deployment: it says so, nothing runs, and the next one completes it", async () => {
    fill();
    const { code, output } = await project.tryDeploy(config);
    rmSync(ballast);
    expect(code).not.toBe(0);
    expect(output).toMatch(/HOST_FILE_REFUSED: .*no space left on device.*fix: free some space/);
    expect(project.processes("carts", NODES).filter(isAlive)).toEqual([]);
    await project.deploy(config);
    expect(await project.plan(config)).toContain("No changes.");
  });

  test("while a node is down: it says so, and after room was made everything comes back", async () => {
    const { replicated, unreplicated } = await writeReplicated(project, "carts", 100);
    await project.driver.kill(project.ref("carts", "1-1"));
    fill();
    const { code, output } = await project.tryDeploy(config);
    rmSync(ballast);
    expect(code).not.toBe(0);
    expect(output).toMatch(/HOST_FILE_REFUSED: .*no space left on device|REDIS_NODE_DIED/);
    await project.deploy(config);
    expect(await project.plan(config)).toContain("No changes.");
    expect(
      await missing(project.redis("carts"), new Map([...replicated, ...unreplicated])),
    ).toEqual([]);
  });
});
