import { type TestCluster, withManifest } from "../redis-server";
import { type Command, startProxy } from "../rewriting-proxy";

/** An address that Linux takes for its own. */
export const PROXY_HOST = "127.0.0.2";
const NODE_HOST = "127.0.0.1";

/** A cluster whose manifest leads clients to proxies in the place of nodes. */
export interface Proxied {
  readonly cluster: TestCluster;
  /**
   * Ends the connection of the next command of this name when the node has answered it; counts those that came.
   *
   * @param how with `"behind"` the answers of what was sent before it pass. @default true
   */
  cutNext(name: string, how?: true | "behind"): void;
  /** Commands of this name that have reached a node since the last cut was asked for. */
  readonly seen: number;
  close(): Promise<void>;
}

/**
 * Puts proxies before nodes; their certificates must be good for `PROXY_HOST`.
 *
 * @param ids only some, which an address map leads to; or all, and every answer names the proxies
 */
export async function proxied(
  cluster: TestCluster,
  ids: readonly string[] | "all",
): Promise<Proxied> {
  const isMeant = (id: string): boolean => ids === "all" || ids.includes(id);
  const nodes = cluster.deployed.manifest.nodes.map((node) => {
    if (!isMeant(node.id)) return node;
    return { ...node, host: PROXY_HOST, ...(ids === "all" ? {} : { networkHost: NODE_HOST }) };
  });
  let watched = "";
  let armed: false | true | "behind" = false;
  let seen = 0;
  const cut = ([name = ""]: Command): boolean | "behind" => {
    if (name.toUpperCase() !== watched) return false;
    seen += 1;
    const how = armed;
    armed = false;
    return how;
  };
  const authority = cluster.secrets.authority();
  const closes = await Promise.all(
    nodes
      .filter(({ id }) => isMeant(id))
      .map(({ id, port = 0 }) => {
        const { certificate, key } = cluster.secrets.keyPair(cluster.model.name, id);
        const place = { host: PROXY_HOST, nodeHost: NODE_HOST, port };
        const props = { ...place, certificate, key, authority };
        // Both are of the same length: what counts bytes stays right.
        const answer = (bytes: string): string => bytes.replaceAll(NODE_HOST, PROXY_HOST);
        return startProxy(
          ids === "all" ? { ...props, answer } : props,
          (command) => [command],
          cut,
        );
      }),
  );
  const entrypoints = cluster.deployed.manifest.entrypoints.map(({ port }) => ({
    host: ids === "all" ? PROXY_HOST : NODE_HOST,
    port,
  }));
  return {
    cluster: withManifest(cluster, { nodes, entrypoints }),
    cutNext: (name, how = true) => {
      watched = name;
      armed = how;
      seen = 0;
    },
    get seen() {
      return seen;
    },
    close: async () => {
      await Promise.all(closes.map((close) => close()));
    },
  };
}
