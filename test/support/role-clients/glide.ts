import { readFileSync } from "node:fs";
import { ClusterBatch, GlideClusterClient, Logger } from "@valkey/valkey-glide";
import type { RoleClient, RoleLogin } from "./role-client";

const SUBSCRIBE_MS = 5_000;

export async function connectGlide(login: RoleLogin): Promise<RoleClient> {
  const { host, port, user, password, authorityFile, fromReplicas } = login;
  // It logs as an error that a subscriber was closed.
  Logger.init("off");
  const client = await GlideClusterClient.createClient({
    addresses: [{ host, port }],
    credentials: { username: user, password },
    useTLS: true,
    // The default of 250 ms is short for a busy machine.
    requestTimeout: 5_000,
    readFrom: fromReplicas ? "preferReplica" : "primary",
    advancedConfiguration: {
      tlsAdvancedConfiguration: { rootCertificates: readFileSync(authorityFile) },
    },
  });
  return {
    call: (words) => client.customCommand([...words]),
    transaction: async (key, value) => {
      const replies = await client.exec(new ClusterBatch(true).set(key, value).get(key), true);
      return replies?.[1];
    },
    subscribe: async (channel) => {
      await client.subscribe([channel], SUBSCRIBE_MS);
      return async () => String((await client.getPubSubMessage()).message);
    },
    close: async () => client.close(),
  };
}
