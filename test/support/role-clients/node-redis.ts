import { readFileSync } from "node:fs";
import { createCluster } from "redis";
import type { RoleClient, RoleLogin } from "./role-client";

export async function connectNodeRedis(login: RoleLogin): Promise<RoleClient> {
  const { host, port, user, password, authorityFile, fromReplicas } = login;
  const cluster = createCluster({
    rootNodes: [{ url: `rediss://${host}:${port}` }],
    useReplicas: fromReplicas,
    defaults: {
      username: user,
      password,
      socket: { tls: true, ca: readFileSync(authorityFile) },
    },
  });
  await cluster.connect();
  return {
    call: (words, key) => cluster.sendCommand(key, fromReplicas && words[0] === "GET", [...words]),
    transaction: async (key, value) => {
      const [, read] = await cluster.multi().set(key, value).get(key).exec();
      return read;
    },
    subscribe: async (channel) => {
      let hear: (text: string) => void;
      const message = new Promise<string>((resolve) => {
        hear = resolve;
      });
      await cluster.subscribe(channel, (text) => hear(text));
      return () => message;
    },
    close: async () => cluster.destroy(),
  };
}
