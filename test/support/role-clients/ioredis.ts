import { readFileSync } from "node:fs";
import { Cluster } from "ioredis";
import type { RoleClient, RoleLogin } from "./role-client";

export async function connectIoredis(login: RoleLogin): Promise<RoleClient> {
  const { host, port, user, password, authorityFile, fromReplicas } = login;
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    scaleReads: fromReplicas ? "slave" : "master",
    redisOptions: {
      username: user,
      password,
      tls: { ca: readFileSync(authorityFile) },
      // The check asks for INFO.
      enableReadyCheck: false,
    },
  });
  await cluster.connect();
  return {
    // In capital letters it is no reading command for ioredis, and never goes to a replica.
    call: ([command = "", ...args]) => cluster.call(command.toLowerCase(), ...args),
    transaction: async (key, value) => {
      const replies = await cluster.multi().set(key, value).get(key).exec();
      return replies?.[1]?.[1];
    },
    subscribe: async (channel) => {
      const message = new Promise<string>((resolve) => {
        cluster.on("message", (_channel, text) => resolve(text as string));
      });
      await cluster.subscribe(channel);
      return () => message;
    },
    close: async () => cluster.disconnect(),
  };
}
