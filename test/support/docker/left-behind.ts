import { execFileSync } from "node:child_process";

/** Things of the engine whose names start with a prefix, as `container name`, `network name`… */
export function leftBehind(prefix: string): string[] {
  const lists = {
    container: ["container", "ls", "--all", "--format", "{{.Names}}"],
    network: ["network", "ls", "--format", "{{.Name}}"],
    volume: ["volume", "ls", "--format", "{{.Name}}"],
  };
  return Object.entries(lists).flatMap(([kind, list]) =>
    docker(...list)
      .split("\n")
      .filter((name) => name.startsWith(prefix))
      .map((name) => `${kind} ${name}`),
  );
}

/** Removes the same things, containers first. */
export function removeLeftBehind(prefix: string): void {
  for (const left of leftBehind(prefix)) {
    const [kind = "", name = ""] = left.split(" ");
    docker(kind, "rm", "--force", name);
  }
}

/** What Docker's command line prints. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
