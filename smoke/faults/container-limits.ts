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

/** Whether the kernel ended a container's server for lack of memory, the last time it ended. */
export async function wasOutOfMemory(name: string): Promise<boolean> {
  const { stdout } = await docker("container", "inspect", "--format", "{{.State.OOMKilled}}", name);
  return stdout.trim() === "true";
}
