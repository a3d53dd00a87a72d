import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { requireName } from "../core/validate";
import { requireZones } from "./availability-zones";
import type { AwsEnvironment } from "./aws-environment";
import type { AwsPeer } from "./connections";
import type { IEncryptionKey } from "./encryption-key";
import { resourceName } from "./names";
import type { IAwsNetwork } from "./network";
import { planSubnets } from "./subnet-plan";
import { VpcEndpoints } from "./vpc-endpoint-set";
import type { AwsEndpointService } from "./vpc-endpoints";
import { VpcFlowLogs } from "./vpc-flow-logs";

export interface AwsVpcProps {
  readonly environment: AwsEnvironment;
  /** Zones of the subnets, two or more, such as `eu-central-1a`. */
  readonly availabilityZones: readonly string[];
  /** A key that allows `logs`. */
  readonly encryptionKey: IEncryptionKey;
  /**
   * End of the network's name: small letters, digits and hyphens.
   *
   * @default "vpc"
   */
  readonly name?: string;
  /**
   * Private range with a prefix of 16 to 25. Each zone has an eighth of it, by its letter. Another range
   * makes another network.
   *
   * @default "10.214.0.0/20"
   */
  readonly cidr?: string;
  /**
   * Services that are reached from within. Interface endpoints cost by the hour and zone.
   *
   * @default - none: ElastiCache alone needs none
   */
  readonly endpoints?: readonly AwsEndpointService[];
  /**
   * Days that flow logs are kept, as in `LogGroup`.
   *
   * @default 365
   */
  readonly flowLogRetentionDays?: number;
}

/**
 * A network without a way to or from the internet: private subnets in two zones or more, flow logs, and a
 * default security group that lets nothing through.
 *
 * @throws ValidationError AWS_VPC_NAME, AWS_VPC_CIDR, AWS_ZONE, AWS_ZONES_FEW, AWS_LOG_RETENTION,
 * AWS_ENDPOINT_PARTITION, AWS_ROLE_NAME, TOKEN_NOT_ALLOWED
 */
export class AwsVpc extends Construct implements IAwsNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly availabilityZones: readonly string[];
  readonly cidr: string;
  readonly endpoints: VpcEndpoints;
  readonly flowLogs: VpcFlowLogs;
  readonly serviceEndpoints: readonly AwsPeer[];
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly vpc: Vpc;
    readonly subnets: readonly Subnet[];
    readonly routeTable: RouteTable;
    readonly defaultSecurityGroup: DefaultSecurityGroup;
  };

  constructor(scope: Construct, id: string, props: AwsVpcProps) {
    super(scope, id);
    const { cidr = "10.214.0.0/20", encryptionKey, endpoints = [], environment } = props;
    const name = requireName("AWS_VPC_NAME", "the network's name", props.name ?? "vpc");
    const fullName = resourceName(environment, name);
    const { region } = environment;
    const zones = requireZones({ region, availabilityZones: props.availabilityZones });
    const planned = planSubnets(cidr, zones);
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: cidr,
      // Private names of endpoints, and those of nodes, need both.
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: fullName },
    });
    const routeTable = new RouteTable(this, "routes", {
      vpcId: vpc.id,
      tags: { Name: `${fullName}-private` },
    });
    const subnets = planned.map(({ cidr: cidrBlock, zone }) => {
      const subnet = new Subnet(this, `subnet-${zone}`, {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${fullName}-private-${zone}` },
      });
      new RouteTableAssociation(this, `routes-${zone}`, {
        subnetId: subnet.id,
        routeTableId: routeTable.id,
      });
      return subnet;
    });
    const defaultSecurityGroup = new DefaultSecurityGroup(this, "default-group", {
      vpcId: vpc.id,
      tags: { Name: `${fullName}-default-closed` },
    });
    this.vpcId = vpc.id;
    this.subnetIds = subnets.map(({ id: subnetId }) => subnetId);
    this.availabilityZones = zones;
    this.cidr = cidr;
    this.resources = { vpc, subnets, routeTable, defaultSecurityGroup };
    this.flowLogs = new VpcFlowLogs(this, "flow-logs", {
      environment,
      name,
      vpcId: vpc.id,
      encryptionKey,
      ...(props.flowLogRetentionDays === undefined
        ? {}
        : { retentionDays: props.flowLogRetentionDays }),
    });
    this.endpoints = new VpcEndpoints(this, "endpoints", {
      environment,
      name,
      vpc: this,
      routeTableId: routeTable.id,
      services: endpoints,
    });
    this.serviceEndpoints = this.endpoints.peers;
  }
}
