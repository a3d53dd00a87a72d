import type { LoadedManifest } from "../../../clients/manifest-file";
import type { GlideOptions } from "../../../clients/redis/preset-options";
import type { RedisManifest } from "../../../constructs/core/manifest";

/** What the tests of the presets ask of a client. */
export interface PresetClient {
  /** @param words a command with its key as the first argument */
  call(...words: [string, ...string[]]): Promise<unknown>;
  close(): void;
}

/** Connects by a preset; GLIDE has the fewest options. */
export type ConnectPreset = (
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options?: GlideOptions,
) => Promise<PresetClient>;

/** The code of an error, or its text. */
export function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? String(error);
}
