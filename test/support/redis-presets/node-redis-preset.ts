import { connectNodeRedis } from "../../../clients/redis/node-redis/connect-node-redis";
import type { ConnectPreset } from "./preset-client";

const READS: ReadonlySet<string> = new Set(["GET", "EXISTS"]);

export const connectNodeRedisPreset: ConnectPreset = async (deployed, user, options) => {
  const cluster = await connectNodeRedis(deployed, user, options);
  return {
    call: (...words) => cluster.sendCommand(words[1], READS.has(words[0]), words),
    close: () => cluster.destroy(),
  };
};
