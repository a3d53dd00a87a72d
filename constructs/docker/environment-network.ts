import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { oneOfStack } from "../terraform/one-of-stack";
import { gatewayOf } from "../core/subnet";
import { isPublished } from "./access";
import type { DockerEnvironment } from "./docker-environment";
import { labelsOf } from "./labels";
import { networkNameOf } from "./network-name";

const ID = "cachefort-network";

/** What all containers of a stack share: their network, and each image once. */
export class EnvironmentNetwork extends Construct {
  /** The network of a stack; it is made when it is first asked for. */
  static of(scope: Construct, environment: DockerEnvironment): EnvironmentNetwork {
    return oneOfStack(
      EnvironmentNetwork,
      scope,
      ID,
      (stack) => new EnvironmentNetwork(stack, environment),
    );
  }

  readonly network: Network;
  private readonly images = new Map<string, Image>();

  private constructor(stack: TerraformStack, environment: DockerEnvironment) {
    super(stack, ID);
    new DockerProvider(this, "docker");
    this.network = new Network(this, "network", {
      name: networkNameOf(environment.name),
      driver: "bridge",
      // An internal one publishes no port (moby/moby#36174). Left out, it would stay as it is.
      internal: !isPublished(environment.access),
      ipamConfig: [{ subnet: environment.subnet, gateway: gatewayOf(environment.subnet) }],
      // Nodes have nobody to talk to beyond the machine.
      options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
      labels: labelsOf({ paths: environment.paths }),
    });
    this.network.overrideLogicalId("cachefort_network");
  }

  /** An image by its name; it stays on the engine when the last container has gone. */
  image(reference: string): Image {
    const known = this.images.get(reference);
    if (known !== undefined) return known;
    const id = reference.replaceAll(/[^A-Za-z0-9]+/g, "_");
    const image = new Image(this, id, { name: reference, keepLocally: true });
    image.overrideLogicalId(`image_${id}`);
    this.images.set(reference, image);
    return image;
  }
}
