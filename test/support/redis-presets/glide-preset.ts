import { Logger } from "@valkey/valkey-glide";
import { connectGlide } from "../../../clients/redis/glide/connect-glide";
import type { ConnectPreset } from "./preset-client";

export const connectGlidePreset: ConnectPreset = async (deployed, user, options) => {
  // It logs each connection that it loses.
  Logger.init("off");
  const client = await connectGlide(deployed, user, options);
  return {
    call: (...words) => client.customCommand(words),
    close: () => client.close(),
  };
};
