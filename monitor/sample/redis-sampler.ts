import type { TLSSocket } from "node:tls";
import type Redis from "ioredis";
import { connectNode } from "../../clients/redis/node-connection";
import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest, RedisManifestNode } from "../../constructs/core/manifest";
import { parseClusterNodes } from "../../constructs/redis/cluster-nodes";
import { METRICS_USER } from "../../constructs/redis/system-users";
import { nodeLogin } from "../../smoke/checks/redis/node-login";
import { parseInfo } from "./info";
import type { RedisNodeSample, RedisSample } from "./redis-sample";
import type { Sampler, SamplingOptions } from "./sampler";
import { timedOneByOne, type Told } from "./timed";

/** Samples every node of a cluster, over connections that are kept from one sample to the next. */
export class RedisSampler implements Sampler<RedisNodeSample> {
  private readonly connections = new Map<string, Redis>();

  /** @param deployed with an address of every node: see `findNodes` */
  constructor(
    private readonly deployed: LoadedManifest<RedisManifest>,
    private readonly options: SamplingOptions = {},
  ) {}

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
