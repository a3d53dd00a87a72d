import type { TestCluster } from "./redis-server";

/** Sets parameters on every node for as long as the work takes. */
export async function withSetting(
  cluster: TestCluster,
  settings: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const names = Object.keys(settings);
  const before = await settingsOf(cluster, names);
  try {
    await configure(cluster, () => settings);
    await work();
  } finally {
    await configure(cluster, (id) => before[id] ?? {});
  }
}

/** Values of parameters on each node, by its id. */
export async function settingsOf(
  cluster: TestCluster,
  names: readonly string[],
): Promise<Record<string, Record<string, string>>> {
  const config = cluster.commandName("CONFIG");
  const all: Record<string, Record<string, string>> = {};
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      const values: Record<string, string> = {};
      for (const name of names) {
        const [, value = ""] = (await node.call(config, "GET", name)) as string[];
        values[name] = value;
      }
      all[id] = values;
    } finally {
      node.disconnect();
    }
  }
  return all;
}

async function configure(
  cluster: TestCluster,
  settingsFor: (id: string) => Readonly<Record<string, string>>,
): Promise<void> {
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      for (const [name, value] of Object.entries(settingsFor(id))) {
        await node.call(cluster.commandName("CONFIG"), "SET", name, value);
      }
    } finally {
      node.disconnect();
    }
  }
}
