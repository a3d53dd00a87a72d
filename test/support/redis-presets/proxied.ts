import { type TestCluster, withManifest } from "../redis-server";
import { type Command, startProxy } from "../rewriting-proxy";

/** An address that Linux takes for its own. */
export const PROXY_HOST = "127.0.0.2";
const NODE_HOST = "127.0.0.1";

/** A cluster whose manifest leads clients to a proxy in the place of one node. */
export interface Proxied {
  readonly cluster: TestCluster;
  /** Ends the connection of the next command of this name when the node has answered it; counts those that came. */
  cutNext(name: string): void;
  /** Commands of this name that have reached the node since the last cut was asked for. */
  readonly seen: number;
  close(): Promise<void>;
}

/** Puts a proxy before a node; its certificate must be good for `PROXY_HOST`. */
export async function proxied(cluster: TestCluster, id: string): Promise<Proxied> {
  const nodes = cluster.deployed.manifest.nodes.map((node) =>
    node.id === id ? { ...node, host: PROXY_HOST, networkHost: NODE_HOST } : node,
  );
  const port = nodes.find((node) => node.id === id)?.port ?? 0;
  const { certificate, key } = cluster.secrets.keyPair(cluster.model.name, id);
  let watched = "";
  let isArmed = false;
  let seen = 0;
  const cut = ([name = ""]: Command): boolean => {
    if (name.toUpperCase() !== watched) return false;
    seen += 1;
    const isCut = isArmed;
    isArmed = false;
    return isCut;
  };
  const close = await startProxy(
    {
      ...{ host: PROXY_HOST, nodeHost: NODE_HOST, port },
      ...{ certificate, key, authority: cluster.secrets.authority() },
    },
    (command) => [command],
    cut,
  );
  return {
    cluster: withManifest(cluster, { nodes }),
    cutNext: (name) => {
      watched = name;
      isArmed = true;
      seen = 0;
    },
    get seen() {
      return seen;
    },
    close,
  };
}
