import { redisPresetContract } from "../../support/redis-presets/contract";
import { connectNodeRedisPreset } from "../../support/redis-presets/node-redis-preset";

redisPresetContract(connectNodeRedisPreset, 20040, {
  followsMap: true,
  tellsUnsent: true,
  loginsPerNode: 1,
});
