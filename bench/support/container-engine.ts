import { readFileSync } from "node:fs";
import { UnavailableError } from "../../constructs/core/errors";
import { requireEngine } from "../../operate/docker/place";
import { EngineApi } from "../../test/support/docker/applier/engine-api";
import { staleImages } from "../../test/support/docker/image-builder";
import { BOOKWORM, type TestImage } from "../../test/support/docker/images";
import { monotonic, startOf, type StartedContainer } from "./container-start";
import { versionOf } from "./machine";
import { processStart } from "./process-start";

const SERVER = "redis-server";

/**
 * Makes sure that the same Redis runs in containers and beside them.
 *
 * @returns what the figures depend on
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, BENCH_IMAGE_MISSING, BENCH_ENGINES_DIFFER
 */
export async function requireContainers(
  image: TestImage = BOOKWORM,
): Promise<Record<string, string>> {
  const { version } = await requireEngine();
  if ((await staleImages([image])).length > 0) {
    throw new UnavailableError("BENCH_IMAGE_MISSING", {
      problem: `the engine has no image ${image.name} as this checkout makes it`,
      fix: "npm test -- --level docker makes it",
    });
  }
  const installed = versionOf(SERVER, "--version");
  const inImage = image.programs[SERVER];
  if (installed !== inImage) {
    throw new UnavailableError("BENCH_ENGINES_DIFFER", {
      problem: "containers and the machine have different versions of Redis to be compared",
      received: { machine: installed, [image.name]: inImage },
      fix: "measure on a machine of the image's release of Debian",
    });
  }
  return { redis: installed, docker: version };
}

/** Whether the engine knows containers, and has started each of them. */
export async function areStarted(names: readonly string[]): Promise<boolean> {
  const engine = new EngineApi();
  const found = await Promise.all(
    names.map((name) => engine.find<StartedContainer>(pathOf(name, "json"))),
  );
  return found.every((container) => container?.State.Running === true);
}

/** When a container started on the clock of `performance.now()`; see `startOf`. */
export async function containerStart(name: string): Promise<number> {
  return monotonic(
    startOf(await new EngineApi().call<StartedContainer>("GET", pathOf(name, "json"))),
  );
}

/** When the server's process started in a container of this machine; see `processStart`. */
export async function serverStart(name: string): Promise<number> {
  return processStart(await serverPid(name));
}

/** Pid of a container's server on this machine. */
export async function serverPid(name: string): Promise<number> {
  const { Processes } = await new EngineApi().call<{
    readonly Processes: readonly (readonly string[])[];
  }>("GET", pathOf(name, "top"), { query: { ps_args: "-eo pid,comm" } });
  const pid = Number(Processes.find(([, command]) => command === SERVER)?.[0]);
  // An engine in a virtual machine, or in a container itself, counts its processes anew.
  if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== SERVER) {
    throw new Error(`process ${pid} of container ${name} is another one on this machine`);
  }
  return pid;
}

function pathOf(name: string, what: "json" | "top"): string {
  return `/containers/${encodeURIComponent(name)}/${what}`;
}
