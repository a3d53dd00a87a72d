import { docker } from "../../operate/docker/engine";
import type { NodeLimits } from "../driver";

/** What a container may use now. */
export async function containerLimits(name: string): Promise<NodeLimits> {
  const format =
    "{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}";
  const { stdout } = await docker("container", "inspect", "--format", format, name);
  const [memory = "0", policy = "no", retries = "0"] = stdout.trim().split(" ");
  return {
    memoryBytes: Number(memory),
    restart: policy === "on-failure" && retries !== "0" ? `${policy}:${retries}` : policy,
  };
}

/** Sets what a container may use, whether or not it runs. */
export async function setContainerLimits(
  name: string,
  { memoryBytes, restart }: NodeLimits,
): Promise<void> {
  const bytes = String(memoryBytes);
  const memory = ["--memory", bytes, "--memory-swap", bytes];
  await docker("update", ...memory, "--restart", restart, name);
}

/**
 * Whether the kernel ended a program of a container for lack of memory; the container itself may live on.
 *
 * @param since moment on the clock of this machine
 */
export async function wasOutOfMemory(name: string, since: Date): Promise<boolean> {
  const window = ["--since", since.toISOString(), "--until", new Date().toISOString()];
  const filters = ["--filter", `container=${name}`, "--filter", "event=oom"];
  const { stdout } = await docker("events", ...window, ...filters, "--format", "{{.Action}}");
  return stdout.trim() !== "";
}
