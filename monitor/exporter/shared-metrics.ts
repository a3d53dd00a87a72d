import type { Metric } from "../../constructs/core/prometheus-text";
import type { AnsweredSample } from "../sample/sample";
import { answered, type LabelledSample, type NodeLabels } from "./labels";

const MS_PER_SECOND = 1000;

type Answered = AnsweredSample & { readonly kind: "redis" | "memcached" };

/** Whether each node answered, under the name of its engine's own exporter. */
export function upMetric(
  name: "memcached_up" | "redis_up",
  nodes: readonly LabelledSample<Answered>[],
): Metric {
  return {
    ...{ name, help: "Whether the node answers.", type: "gauge" },
    samples: nodes.map(({ labels, sample }) => ({
      labels,
      value: sample.kind === "silent" ? 0 : 1,
    })),
  };
}

/** What nodes of every engine tell by how they answer. */
export function answerMetrics(nodes: readonly LabelledSample<Answered>[]): Metric[] {
  const told = answered(nodes);
  return [
    {
      name: "cachefort_response_seconds",
      help: "How long the node took to answer a question of this scrape.",
      type: "gauge",
      samples: told
        .filter(({ sample }) => sample.responsesMs.length > 0)
        .map(({ labels, sample }) => ({
          labels,
          value: Math.max(...sample.responsesMs) / MS_PER_SECOND,
        })),
    },
    {
      name: "cachefort_certificate_expiry_timestamp_seconds",
      help: "When the certificate that the node shows runs out, in seconds since 1970.",
      type: "gauge",
      samples: told.map(({ labels, sample }) => ({
        labels,
        value: sample.certificateEndsAt / MS_PER_SECOND,
      })),
    },
  ];
}

/** Whether each node's release is below its floor. @param of 1 or 0 of a node; `undefined` where nobody can tell */
export function floorMetric<Node extends { readonly labels: NodeLabels }>(
  told: readonly Node[],
  of: (node: Node) => number | undefined,
): Metric {
  return {
    name: "cachefort_version_below_floor",
    ...{ help: "Whether the server is older than the kit's floor of its line.", type: "gauge" },
    samples: told.flatMap((node) => {
      const value = of(node);
      return value === undefined ? [] : [{ labels: node.labels, value }];
    }),
  };
}
