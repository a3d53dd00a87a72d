import type { LoadedManifest } from "../../clients/manifest-file";
import type { Manifest } from "../../constructs/core/manifest";
import { type Metric, prometheusText } from "../../constructs/core/prometheus-text";
import type { MemcachedNodeSample } from "../sample/memcached-sample";
import { MemcachedSampler } from "../sample/memcached-sampler";
import { RedisSampler } from "../sample/redis-sampler";
import type { RedisNodeSample } from "../sample/redis-sample";
import type { SampledNode } from "../sample/sample";
import type { Sampler, SamplingOptions } from "../sample/sampler";
import type { LabelledSample, NodeLabels } from "./labels";
import { memcachedMetrics } from "./memcached-metrics";
import { redisMetrics } from "./redis-metrics";

const MS_PER_SECOND = 1000;
/** Each scrape asks no more than it tells. */
const QUESTIONS = 0;

/** A cluster or ring with what samples its nodes. */
interface Watched<Answered extends SampledNode> {
  readonly manifest: Manifest;
  readonly sampler: Sampler<Answered>;
}

/** Metrics of clusters and rings, read of their nodes at each scrape over connections that are kept. */
export class Exporter {
  private readonly clusters: Watched<RedisNodeSample>[] = [];
  private readonly rings: Watched<MemcachedNodeSample>[] = [];
  private scraping: Promise<string> | undefined;

  /**
   * @param options of each cluster or ring
   * @throws as `connectMemcached` for a ring
   */
  constructor(
    deployed: readonly LoadedManifest[],
    options: (one: LoadedManifest) => SamplingOptions = () => ({}),
  ) {
    for (const one of deployed) {
      const { manifest, ...place } = one;
      const own = { questions: QUESTIONS, ...options(one) };
      if (manifest.kind === "redis-cluster") {
        this.clusters.push({ manifest, sampler: new RedisSampler({ ...place, manifest }, own) });
      } else {
        this.rings.push({ manifest, sampler: new MemcachedSampler({ ...place, manifest }, own) });
      }
    }
  }

  /** Metrics in Prometheus' text format, as they are now. Who asks meanwhile gets the same answer: nodes are asked once. */
  scrape(): Promise<string> {
    this.scraping ??= this.read().finally(() => {
      this.scraping = undefined;
    });
    return this.scraping;
  }

  async close(): Promise<void> {
    await this.scraping?.catch(() => undefined);
    for (const { sampler } of [...this.clusters, ...this.rings]) await sampler.close();
  }

  private async read(): Promise<string> {
    const begun = performance.now();
    const redis = await sampled(this.clusters);
    const memcached = await sampled(this.rings);
    const duration: Metric = {
      name: "cachefort_scrape_duration_seconds",
      ...{ help: "How long it took to ask every node.", type: "gauge" },
      samples: [{ labels: {}, value: (performance.now() - begun) / MS_PER_SECOND }],
    };
    return prometheusText([
      ...merged([...redisMetrics(redis, Date.now()), ...memcachedMetrics(memcached)]),
      duration,
    ]);
  }
}

/** One cluster or ring after another: response times are of the nodes, not of this process. */
async function sampled<Answered extends SampledNode>(
  watched: readonly Watched<Answered>[],
): Promise<LabelledSample<Answered>[]> {
  const all: LabelledSample<Answered>[] = [];
  for (const { manifest, sampler } of watched) {
    for (const sample of await sampler.sample()) {
      const { engine, target } = manifest;
      all.push({
        ...{ labels: labelsOf(manifest, sample.node), sample },
        ...(target === "host" ? {} : { floors: engine.name }),
      });
    }
  }
  return all;
}

function labelsOf({ name, nodes }: Manifest, id: string): NodeLabels {
  const node = nodes.find((each) => each.id === id);
  return { cache: name, node: id, instance: `${node?.host ?? ""}:${node?.port ?? ""}` };
}

/** A metric that both engines have stands once in the format. */
function merged(metrics: readonly Metric[]): Metric[] {
  const byName = new Map<string, Metric>();
  for (const metric of metrics) {
    const known = byName.get(metric.name);
    const samples = [...(known?.samples ?? []), ...metric.samples];
    byName.set(metric.name, { ...metric, samples });
  }
  return [...byName.values()];
}
