import type { TestCluster } from "./redis-server";

/** Sets a parameter on some nodes, as somebody beside the harness does. */
export async function configureNodes(
  cluster: TestCluster,
  ids: readonly string[],
  name: string,
  value: string,
): Promise<void> {
  for (const id of ids) {
    const node = await cluster.operator(id);
    try {
      await node.call(cluster.commandName("CONFIG"), "SET", name, value);
    } finally {
      node.disconnect();
    }
  }
}

/** What a parameter is on every node. */
export async function settingOf(cluster: TestCluster, name: string): Promise<unknown[]> {
  return Promise.all(
    cluster.model.nodes.map(async ({ id }) => {
      const node = await cluster.operator(id);
      try {
        const [, value] = (await node.call(cluster.commandName("CONFIG"), "GET", name)) as string[];
        return value;
      } finally {
        node.disconnect();
      }
    }),
  );
}
