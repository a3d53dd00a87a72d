import { connectRedis } from "../../../clients/redis/connect-redis";
import type { ConnectPreset } from "./preset-client";

export const connectIoredisPreset: ConnectPreset = async (deployed, user, options) => {
  const cluster = await connectRedis(deployed, user, options);
  return {
    // In capital letters it is no reading command for ioredis, and never goes to a replica.
    call: (name, ...args) => cluster.call(name.toLowerCase(), ...args),
    close: () => cluster.disconnect(),
  };
};
