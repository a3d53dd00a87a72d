import { redisPresetContract } from "../../support/redis-presets/contract";
import { connectGlidePreset } from "../../support/redis-presets/glide-preset";

redisPresetContract(connectGlidePreset, 20080, {
  followsMap: false,
  tellsUnsent: false,
  loginsPerNode: 3,
});
