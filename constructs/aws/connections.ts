import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { requireInteger } from "../core/validate";
import {
  requirePrefixListId,
  requireRuleCidr,
  requireRuleDescription,
  requireSecurityGroupId,
} from "./security-rule";
import { slug, stableName } from "./stable-name";

/** What has a security group of its own. */
export interface IAwsConnectable {
  readonly connections: AwsConnections;
}

/**
 * The other end of a connection: a construct with a group, which gets the rule of its own side as well; a
 * group by its id, which stays as it is; a range of addresses; or a list of ranges, such as that of S3.
 */
export type AwsPeer =
  IAwsConnectable | string | { readonly cidr: string } | { readonly prefixListId: string };

export interface AwsConnectionsProps {
  /** Group that the rules belong to. One that has rules within its own resource must not get others. */
  readonly securityGroupId: string;
  /**
   * TCP port that `allowDefaultPortFrom` opens.
   *
   * @default - none: nothing listens there
   */
  readonly defaultPort?: number;
  /**
   * TCP ports that `allowDefaultPortFrom` opens beside it, such as that of replicas.
   *
   * @default - none
   */
  readonly furtherPorts?: readonly number[];
}

/** What the two kinds of rules share. */
interface RuleConfig {
  readonly securityGroupId: string;
  readonly description: string;
  readonly ipProtocol: "tcp";
  readonly fromPort: number;
  readonly toPort: number;
  readonly referencedSecurityGroupId?: string;
  readonly cidrIpv4?: string;
  readonly prefixListId?: string;
}

const PORT = { min: 1, max: 65_535 };

/**
 * Who may connect to a security group and whom it may connect to. Each rule is a resource of its own, named
 * by its port and other end, which AWS allows once: a new description changes it in place.
 */
export class AwsConnections extends Construct implements IAwsConnectable {
  readonly securityGroupId: string;
  private readonly defaultPorts: readonly number[];

  /** @throws ValidationError AWS_SECURITY_GROUP, AWS_RULE_PORT, TOKEN_NOT_ALLOWED */
  constructor(scope: Construct, id: string, props: AwsConnectionsProps) {
    super(scope, id);
    this.securityGroupId = requireSecurityGroupId(props.securityGroupId);
    const { defaultPort, furtherPorts = [] } = props;
    const ports = defaultPort === undefined ? [] : [defaultPort, ...furtherPorts];
    this.defaultPorts = ports.map(requirePort);
  }

  get connections(): AwsConnections {
    return this;
  }

  /**
   * Lets a client reach the port that the group is there for, or its ports where it has further ones.
   *
   * @param description who it is and why, for those who read the rules later
   * @throws ValidationError AWS_PORT_MISSING, and those of `allowFrom`
   */
  allowDefaultPortFrom(peer: AwsPeer, description: string): void {
    if (this.defaultPorts.length === 0) {
      throw new ValidationError(
        "AWS_PORT_MISSING",
        {
          problem: "the group has no port of its own",
          fix: "give it a defaultPort, or use allowFrom with a port",
        },
        this,
      );
    }
    for (const port of this.defaultPorts) this.allowFrom(peer, port, description);
  }

  /**
   * Lets another end reach a TCP port of this group.
   *
   * @throws ValidationError AWS_RULE_CIDR, AWS_RULE_DESCRIPTION, AWS_RULE_PORT, AWS_RULE_TWICE,
   * AWS_SECURITY_GROUP, TOKEN_NOT_ALLOWED
   */
  allowFrom(peer: AwsPeer, port: number, description: string): void {
    this.addIngress(peer, port, description);
    if (isConnectable(peer)) peer.connections.addEgress(this, port, description);
  }

  /** Lets this group reach a TCP port of another end; refuses what `allowFrom` refuses. */
  allowTo(peer: AwsPeer, port: number, description: string): void {
    this.addEgress(peer, port, description);
    if (isConnectable(peer)) peer.connections.addIngress(this, port, description);
  }

  private addIngress(peer: AwsPeer, port: number, description: string): void {
    const id = this.ruleId("from", peer, port);
    new VpcSecurityGroupIngressRule(this, id, this.ruleOf(peer, port, description));
  }

  private addEgress(peer: AwsPeer, port: number, description: string): void {
    const id = this.ruleId("to", peer, port);
    new VpcSecurityGroupEgressRule(this, id, this.ruleOf(peer, port, description));
  }

  private ruleOf(peer: AwsPeer, port: number, description: string): RuleConfig {
    return {
      securityGroupId: this.securityGroupId,
      description: requireRuleDescription(description),
      ipProtocol: "tcp",
      fromPort: requirePort(port),
      toPort: port,
      ...endOf(peer),
    };
  }

  private ruleId(direction: "from" | "to", peer: AwsPeer, port: number): string {
    const id = `${direction}-${nameOf(this, peer)}-${port}`;
    if (this.node.tryFindChild(id) === undefined) return id;
    throw new ValidationError(
      "AWS_RULE_TWICE",
      {
        problem: "the group has a rule for this port and other end already",
        received: id,
        allowed: "one rule for each port and other end",
        fix: "take one of the two away",
      },
      this,
    );
  }
}

function requirePort(port: number): number {
  return requireInteger("AWS_RULE_PORT", "the port", port, PORT);
}

function isConnectable(peer: AwsPeer): peer is IAwsConnectable {
  return typeof peer !== "string" && "connections" in peer;
}

function endOf(
  peer: AwsPeer,
): Pick<RuleConfig, "cidrIpv4" | "prefixListId" | "referencedSecurityGroupId"> {
  if (typeof peer === "string") return { referencedSecurityGroupId: requireSecurityGroupId(peer) };
  if (isConnectable(peer)) return { referencedSecurityGroupId: peer.connections.securityGroupId };
  if ("prefixListId" in peer) return { prefixListId: requirePrefixListId(peer.prefixListId) };
  return { cidrIpv4: requireRuleCidr(peer.cidr) };
}

function nameOf(scope: Construct, peer: AwsPeer): string {
  if (typeof peer === "string") return stableName(scope, peer);
  if ("prefixListId" in peer) return stableName(scope, peer.prefixListId);
  return slug(isConnectable(peer) ? peer.connections.node.path : peer.cidr);
}
