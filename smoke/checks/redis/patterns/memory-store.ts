import type {
  VersionedStore,
  VersionedUpdate,
  WriteResult,
} from "../../../../clients/cache/behind/versioned-store";

/** A store that keeps versions alone. */
export class MemoryStore implements VersionedStore<number> {
  private readonly versions = new Map<string, string>();

  versionOf(key: string): string {
    return this.versions.get(key) ?? "";
  }

  writeMany(updates: readonly VersionedUpdate<number>[]): Promise<readonly WriteResult[]> {
    for (const { key, version } of updates) {
      if (version > this.versionOf(key)) this.versions.set(key, version);
    }
    return Promise.resolve(updates.map(() => "stored"));
  }
}
