import type { TLSSocket } from "node:tls";
import type Redis from "ioredis";
import { connectNode } from "../../clients/redis/node-connection";
import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest, RedisManifestNode } from "../../constructs/core/manifest";
import { parseClusterNodes } from "../../constructs/redis/cluster-nodes";
import { METRICS_USER } from "../../constructs/redis/system-users";
import type { Recovery } from "../../operate/redis/recoveries";
import { nodeLogin } from "../../smoke/checks/redis/node-login";
import { parseInfo } from "./info";
import type { RedisNodeSample, RedisSample } from "./redis-sample";
import { timedOneByOne, type Told } from "./timed";

/** How much a sample asks. */
export interface SamplingOptions {
  /**
   * Questions whose times are taken, one after another, 0 to 1000; with 0 that of what is asked anyway.
   * @default 20
   */
  readonly questions?: number;
  /** Milliseconds after which a node counts as silent. @default 3000 */
  readonly timeoutMs?: number;
  /** What a node's runner did about deaths, by the node's `ref`. @default - nobody tells */
  readonly recoveries?: (ref: string) => Promise<readonly Recovery[]>;
}

/** Samples every node of a cluster, over connections that are kept from one sample to the next. */
export class RedisSampler {
  private readonly connections = new Map<string, Redis>();

  /** @param deployed with an address of every node: see `findNodes` */
  constructor(
    private readonly deployed: LoadedManifest<RedisManifest>,
    private readonly options: SamplingOptions = {},
  ) {}

  /** One sample of every node, in the order of the manifest. A node that fails is silent; nothing is thrown. */
  sample(): Promise<RedisSample[]> {
    const { nodes } = this.deployed.manifest;
    return timedOneByOne(nodes, {
      tell: (node) => this.tell(node),
      ask: async (node) => (await this.connectionTo(node)).ping(),
      ...(this.options.questions === undefined ? {} : { questions: this.options.questions }),
    });
  }

  close(): void {
    for (const connection of this.connections.values()) connection.disconnect();
    this.connections.clear();
  }

  private async tell(node: RedisManifestNode): Promise<Told<RedisNodeSample>> {
    const connection = await this.connectionTo(node);
    const begun = performance.now();
    const cluster = await connection.cluster("INFO");
    const responsesMs = [performance.now() - begun];
    const [info, nodes, recoveries] = await Promise.all([
      connection.info("everything"),
      connection.cluster("NODES"),
      this.options.recoveries?.(node.ref),
    ]);
    return {
      kind: "redis",
      ...{ at: performance.now(), responsesMs },
      certificateEndsAt: certificateEndOf(connection),
      info: parseInfo(info),
      cluster: parseInfo(cluster),
      lines: parseClusterNodes(String(nodes)),
      ...(recoveries === undefined ? {} : { recoveries }),
    };
  }

  private async connectionTo({ host, id, port }: RedisManifestNode): Promise<Redis> {
    const kept = this.connections.get(id);
    if (kept !== undefined && kept.status === "ready") return kept;
    kept?.disconnect();
    this.connections.delete(id);
    if (host === undefined || port === undefined) {
      throw new Error("the manifest names no address of the node");
    }
    const { timeoutMs } = this.options;
    const login = await nodeLogin(this.deployed, METRICS_USER);
    const made = await connectNode({
      ...{ ...login, host, port },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    this.connections.set(id, made);
    return made;
  }
}

/** `connectNode` connects with TLS alone. */
function certificateEndOf({ stream }: Redis): number {
  return Date.parse((stream as TLSSocket).getPeerCertificate().valid_to);
}
