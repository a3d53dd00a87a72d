import { readdirSync } from "node:fs";
import { join } from "node:path";
import { applicationUsers } from "../../cli/application-users";
import { loadManifest, type LoadedManifest } from "../../clients/manifest-file";

const FOLDER = join(__dirname, "../fixtures/manifests");

/** A manifest of each target and engine, with one of its users; none where nodes know no login. */
export function connectionsOfFixtures(): [string, LoadedManifest, string | undefined][] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      const loaded = loadManifest(join(FOLDER, file));
      const users = applicationUsers(loaded.manifest);
      const named: (string | undefined)[] = users.length === 0 ? [undefined] : users;
      return named.map((user): [string, LoadedManifest, string | undefined] => [
        `${user} of ${file}`,
        loaded,
        user,
      ]);
    });
}

/** The same deployment with names for clients in a network of containers. */
export function servedInNetwork<L extends LoadedManifest>(deployed: L): L {
  const { manifest } = deployed;
  const nodes = manifest.nodes.map((node) => ({ ...node, networkHost: node.ref }));
  return { ...deployed, manifest: { ...manifest, nodes } };
}
