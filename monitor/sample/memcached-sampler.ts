import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import type { MemcachedClient } from "../../clients/memcached/client";
import { connectMemcached } from "../../clients/memcached/connect";
import type { MemcachedManifest, MemcachedManifestNode } from "../../constructs/core/manifest";
import { ringServerOf } from "../../constructs/memcached/ring";
import { shownCertificate } from "../../smoke/probes/tls-probe";
import type { MemcachedNodeSample, MemcachedSample } from "./memcached-sample";
import type { Sampler, SamplingOptions } from "./sampler";
import { timedOneByOne, type Told } from "./timed";

/** Samples every node of a ring, over connections that are kept from one sample to the next. */
export class MemcachedSampler implements Sampler<MemcachedNodeSample> {
  private readonly client: MemcachedClient;

  /**
   * SASL knows no rights, so that any user will do: the first of the manifest is taken.
   *
   * @throws as `connectMemcached`
   */
  constructor(
    private readonly deployed: LoadedManifest<MemcachedManifest>,
    private readonly options: Pick<SamplingOptions, "questions" | "timeoutMs"> = {},
  ) {
    const [user] = deployed.manifest.users;
    const { timeoutMs = 3000 } = options;
    this.client = connectMemcached(deployed, user?.name ?? "", { timeoutMs });
  }

  sample(): Promise<MemcachedSample[]> {
    const { questions } = this.options;
    return timedOneByOne(this.deployed.manifest.nodes, {
      tell: (node) => this.tell(node),
      ask: (node) => this.client.version(ringServerOf(node)),
      ...(questions === undefined ? {} : { questions }),
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async tell(node: MemcachedManifestNode): Promise<Told<MemcachedNodeSample>> {
    const { host, port } = node;
    const authority = readAuthority(this.deployed);
    const server = ringServerOf(node);
    const begun = performance.now();
    const stats = await this.client.stats(server);
    const responsesMs = [performance.now() - begun];
    const [items, certificate] = await Promise.all([
      this.client.stats(server, "items"),
      shownCertificate({ host, port }, { authority }),
    ]);
    return {
      kind: "memcached",
      ...{ at: performance.now(), responsesMs, stats, items },
      certificateEndsAt: Date.parse(certificate.validTo),
    };
  }
}
