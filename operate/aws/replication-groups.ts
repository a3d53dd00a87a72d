import type { ElastiCacheClient, Event, ReplicationGroup } from "@aws-sdk/client-elasticache";
import { loadAwsSdk } from "../../clients/aws-sdk";
import { callAws } from "./service-call";

/** What ElastiCache tells of a failover. */
export interface FailoverEvent {
  readonly from: string;
  readonly to: string;
}

const ELASTICACHE_SDK = {
  purpose: "the harness on ElastiCache",
  packages: ["@aws-sdk/client-elasticache"],
};

/** Events of the last hour: more than any failover takes, whatever this machine's clock says. */
const EVENT_MINUTES = 60;

/** The few calls of ElastiCache's API that the harness makes; no others. */
export class ReplicationGroups {
  private client: ElastiCacheClient | undefined;

  /** @param region @default - that which the AWS SDK finds */
  constructor(private readonly region?: string) {}

  /** A replication group with its node groups. */
  async describe(id: string, signal?: AbortSignal): Promise<ReplicationGroup> {
    const { client, sdk } = await this.connect();
    const call = { action: "elasticache:DescribeReplicationGroups", subject: id, signal };
    const { ReplicationGroups: groups = [] } = await callAws(call, (options) =>
      client.send(new sdk.DescribeReplicationGroupsCommand({ ReplicationGroupId: id }), options),
    );
    return groups.find(({ ReplicationGroupId }) => ReplicationGroupId === id) ?? {};
  }

  /** Has the primary of a node group fail. @throws what the service answers with */
  async testFailover(id: string, nodeGroup: string, signal?: AbortSignal): Promise<void> {
    const { client, sdk } = await this.connect();
    const input = { ReplicationGroupId: id, NodeGroupId: nodeGroup };
    await client.send(new sdk.TestFailoverCommand(input), {
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
  }

  /** What has happened to a replication group lately, oldest first. */
  async events(id: string, signal?: AbortSignal): Promise<Event[]> {
    const { client, sdk } = await this.connect();
    const events: Event[] = [];
    let marker: string | undefined;
    do {
      const input = {
        SourceIdentifier: id,
        SourceType: "replication-group" as const,
        Duration: EVENT_MINUTES,
        ...(marker === undefined ? {} : { Marker: marker }),
      };
      const call = { action: "elasticache:DescribeEvents", subject: id, signal };
      const page = await callAws(call, (options) =>
        client.send(new sdk.DescribeEventsCommand(input), options),
      );
      events.push(...(page.Events ?? []));
      marker = page.Marker;
    } while (marker !== undefined && marker !== "");
    return events.sort((a, b) => (a.Date?.getTime() ?? 0) - (b.Date?.getTime() ?? 0));
  }

  private async connect() {
    const sdk = await loadAwsSdk(ELASTICACHE_SDK, () => import("@aws-sdk/client-elasticache"));
    this.client ??= new sdk.ElastiCacheClient(
      this.region === undefined ? {} : { region: this.region },
    );
    return { client: this.client, sdk };
  }
}
