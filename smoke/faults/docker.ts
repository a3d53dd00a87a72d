import {
  subjectOfContainer,
  subjectOfNetwork,
  subjectOfVolume,
} from "../../constructs/policy/from-inspect";
import type { Subject } from "../../constructs/policy/subject";
import { UnavailableError } from "../../constructs/core/errors";
import { containerLog, docker, isContainerRunning } from "../../operate/docker/engine";
import { until } from "../../operate/host/until";
import type { TargetDriver } from "../driver";

/** Milliseconds in which a container must be gone after SIGKILL, or have begun after its start. */
const ENGINE_TIMEOUT_MS = 10_000;

/** Faults on containers, by their engine. */
export class DockerDriver implements TargetDriver {
  /** The engine does not start a container again that it was told to kill. */
  async kill(ref: string): Promise<void> {
    await docker("kill", "--signal", "KILL", ref);
    await until(ENGINE_TIMEOUT_MS, async () => !(await isContainerRunning(ref)));
  }

  /** The time until the engine kills is the container's own. */
  async stop(ref: string): Promise<void> {
    await docker("stop", ref);
  }

  async pause(ref: string): Promise<void> {
    await docker("pause", ref);
  }

  async resume(ref: string): Promise<void> {
    await docker("unpause", ref);
  }

  async start(ref: string): Promise<void> {
    await docker("start", ref);
    if (await until(ENGINE_TIMEOUT_MS, () => isContainerRunning(ref))) return;
    throw new UnavailableError("DOCKER_NODE_NOT_STARTED", {
      problem: `container ${ref} does not run after its start; its log ends with:\n${await containerLog(ref, 20)}`,
      fix: "mend what the log says, then start it again",
    });
  }

  isRunning(ref: string): Promise<boolean> {
    return isContainerRunning(ref);
  }

  logs(ref: string, lines: number): Promise<string> {
    return containerLog(ref, lines);
  }

  async inspect(ref: string): Promise<Subject[]> {
    const [container] = await inspected("container", ref);
    const { Mounts: mounts, NetworkSettings: settings } = container as {
      readonly Mounts: readonly { readonly Type: string; readonly Name?: string }[];
      readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
    };
    const volumes = mounts.flatMap(({ Name, Type }) => (Type === "volume" ? (Name ?? []) : []));
    return [
      subjectOfContainer(container),
      ...(await inspected("network", ...Object.keys(settings.Networks))).map(subjectOfNetwork),
      ...(await inspected("volume", ...volumes)).map(subjectOfVolume),
    ];
  }
}

async function inspected(kind: string, ...names: readonly string[]): Promise<unknown[]> {
  if (names.length === 0) return [];
  const { stdout } = await docker(kind, "inspect", ...names);
  return JSON.parse(stdout) as unknown[];
}
