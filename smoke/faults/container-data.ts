import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";
import { docker } from "../../operate/docker/engine";

/**
 * Empties the folder of a container's data.
 *
 * @throws UnavailableError DOCKER_DATA_NOT_FOUND
 */
export async function emptyData(name: string): Promise<void> {
  const folder = await dataFolder(name);
  for (const entry of await readdir(folder)) {
    await rm(join(folder, entry), { recursive: true });
  }
}

/**
 * Folder of the machine that the container's volume of data is bound to; only the kit's own volumes count.
 *
 * @throws UnavailableError DOCKER_DATA_NOT_FOUND
 */
export async function dataFolder(name: string): Promise<string> {
  const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}';
  const mounted = await docker("container", "inspect", "--format", format, name);
  const volumes = mounted.stdout.trim().split(" ");
  const options = '{{index .Options "device"}}\t{{index .Labels "cachefort.environment"}}';
  const { stdout } = await docker("volume", "inspect", "--format", options, ...volumes);
  for (const line of stdout.trim().split("\n")) {
    const [device = "", environment = ""] = line.split("\t");
    if (environment !== "" && basename(device) === "data") return device;
  }
  throw new UnavailableError("DOCKER_DATA_NOT_FOUND", {
    problem: `container ${name} has no volume of this kit that is bound to a folder of data`,
    fix: "deploy it with persistence: cachefort up",
  });
}
