import { type Actions, ServiceFault } from "./fake-aws";

export interface FakeGroupProps {
  readonly id: string;
  /** Slots of each node group, such as `0-8191`. */
  readonly slots: readonly string[];
  /** @default 1 */
  readonly replicas?: number;
  /** What really fails when a node group is to. @default - nothing: only the service tells of it */
  readonly onFailover?: (nodeGroup: string) => Promise<void>;
  /** Calls of DescribeEvents until the failover is told of as completed. @default 2 */
  readonly looks?: number;
  /** A failover that begins and is never completed. @default false */
  readonly hangs?: boolean;
}

/** What the service allows an account in 24 hours. */
const FAILOVERS_A_DAY = 15;

/**
 * One replication group of ElastiCache: a failover that is asked for is told of as begun, then as completed,
 * and then the failed node is replaced. One at a time.
 */
export class FakeElastiCache {
  /** Failovers that the account may still test today. */
  left = FAILOVERS_A_DAY;
  status = "available";
  readonly failed: string[] = [];
  private readonly events: { at: number; message: string }[] = [];
  private readonly primaries: number[];
  /** The node group that fails over, and how many looks it takes until it has, and until it is whole. */
  private failing: { nodeGroup: string; looks: number; settling: number } | undefined;

  constructor(private readonly props: FakeGroupProps) {
    this.primaries = props.slots.map(() => 1);
  }

  get actions(): Actions {
    return {
      DescribeReplicationGroups: (input) => this.describe(input),
      DescribeEvents: (input) => this.describeEvents(input),
      TestFailover: (input) => this.testFailover(input),
    };
  }

  /** Something that has happened, also long ago. */
  tell(message: string, secondsAgo = 0): void {
    this.events.push({ at: Date.now() / 1000 - secondsAgo, message });
  }

  private describe({ ReplicationGroupId: id }: Record<string, unknown>) {
    this.requireGroup(id);
    const { failing } = this;
    if (failing !== undefined && failing.looks <= 0 && failing.settling-- <= 0) {
      this.tell(`Finished recovery for cache nodes ${this.member(failing.nodeGroup, 1)}`);
      this.failing = undefined;
    }
    return { ReplicationGroups: [this.group()] };
  }

  private describeEvents({ Marker, SourceIdentifier, SourceType }: Record<string, unknown>) {
    this.requireGroup(SourceIdentifier);
    const { failing } = this;
    if (failing !== undefined && failing.looks-- === 0 && this.props.hangs !== true) {
      this.complete(failing.nodeGroup);
    }
    // Two pages, so that a reader of the first alone misses the newest.
    const half = Math.ceil(this.events.length / 2);
    const page = Marker === undefined ? this.events.slice(0, half) : this.events.slice(half);
    return {
      Events: page.map(({ at, message }) => ({
        SourceIdentifier,
        SourceType,
        Message: message,
        Date: at,
      })),
      ...(Marker === undefined && this.events.length > 1 ? { Marker: "2" } : {}),
    };
  }

  private async testFailover({ NodeGroupId, ReplicationGroupId }: Record<string, unknown>) {
    this.requireGroup(ReplicationGroupId);
    const nodeGroup = String(NodeGroupId);
    if (this.indexOf(nodeGroup) < 0) {
      throw new ServiceFault("NodeGroupNotFoundFault", `Node group ${nodeGroup} not found`);
    }
    if (this.failing !== undefined) {
      throw new ServiceFault("InvalidReplicationGroupStateFault", "a failover is in progress");
    }
    if ((this.props.replicas ?? 1) === 0) {
      throw new ServiceFault("TestFailoverNotAvailableFault", "there is no replica");
    }
    if (this.left === 0) {
      throw new ServiceFault("APICallRateForCustomerExceededFault", "the limit is reached");
    }
    this.left -= 1;
    this.failed.push(nodeGroup);
    this.tell(`Test Failover API called for node group ${nodeGroup}`);
    this.failing = { nodeGroup, looks: this.props.looks ?? 2, settling: 2 };
    await this.props.onFailover?.(nodeGroup);
    return { ReplicationGroup: this.group() };
  }

  private complete(nodeGroup: string): void {
    const index = this.indexOf(nodeGroup);
    const from = this.primaries[index] ?? 1;
    const to = from === 1 ? 2 : 1;
    this.primaries[index] = to;
    const names = [this.member(nodeGroup, from), this.member(nodeGroup, to)];
    this.tell(`Failover from primary node ${names[0]} to replica node ${names[1]} completed`);
    this.tell(`Recovering cache nodes ${names[0]}`);
  }

  private group() {
    const { id, replicas = 1, slots } = this.props;
    const busy = this.failing?.nodeGroup;
    return {
      ReplicationGroupId: id,
      Status: busy === undefined ? this.status : "modifying",
      ClusterEnabled: true,
      AutomaticFailover: replicas > 0 ? "enabled" : "disabled",
      NodeGroups: slots.map((range, index) => {
        const nodeGroup = nameOf(index);
        return {
          NodeGroupId: nodeGroup,
          Status: nodeGroup === busy ? "modifying" : "available",
          Slots: range,
          NodeGroupMembers: Array.from({ length: replicas + 1 }, (_, member) => ({
            CacheClusterId: this.member(nodeGroup, member + 1),
            CacheNodeId: "0001",
          })),
        };
      }),
    };
  }

  private requireGroup(id: unknown): void {
    if (id === this.props.id) return;
    throw new ServiceFault(
      "ReplicationGroupNotFoundFault",
      `ReplicationGroup ${String(id)} not found`,
    );
  }

  private indexOf(nodeGroup: string): number {
    return this.props.slots.findIndex((_, index) => nameOf(index) === nodeGroup);
  }

  private member(nodeGroup: string, member: number): string {
    return `${this.props.id}-${nodeGroup}-00${member}`;
  }
}

function nameOf(index: number): string {
  return String(index + 1).padStart(4, "0");
}
