import {
  Container,
  type ContainerConfig,
  type ContainerMounts,
} from "@cdktf/provider-docker/lib/container";
import { Volume, type VolumeLabels } from "@cdktf/provider-docker/lib/volume";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { digestOfParts } from "../core/digest";
import { imageReference, type ContainerAccount, type ContainerImageProps } from "./container-image";
import { CONTAINER } from "./container-paths";
import type { EnvironmentNetwork } from "./environment-network";
import { labelsOf, type OwnerLabels } from "./labels";

/** One server in its container. */
export interface NodeContainerProps {
  /** Name of the container, which is its name in the network too. */
  readonly name: string;
  readonly image: ContainerImageProps;
  readonly account: ContainerAccount;
  readonly owner: Required<OwnerLabels>;
  readonly network: EnvironmentNetwork;
  readonly address: string;
  /** Port that the server listens on. */
  readonly port: number;
  /** Whether the machine has the same port at 127.0.0.1. */
  readonly isPublished: boolean;
  /** Variables of the node runner; everybody who may talk to the engine reads them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments of the server. */
  readonly arguments: readonly string[];
  /** Folder with configuration, programs and secrets, absolute; its name changes with its content. */
  readonly confFolder: string;
  /** Folder of users that the server reads at each login, absolute. @default - none: all is in `confFolder` */
  readonly users?: { readonly folder: string; readonly writer: ITerraformDependable } | undefined;
  /** Folders of a node that keeps something, absolute. */
  readonly keeps?: { readonly data: string; readonly state: string };
  /** Program that tells whether the node serves, in `confFolder`. */
  readonly healthProgram: string;
  /** Seconds that the node has to hand over and to stop. */
  readonly stopSeconds: number;
  /** MiB of memory, swap included: the engine ends a container that needs more. */
  readonly memoryMib: number;
  /** Share of the machine's processors: 1 is one of them. */
  readonly cpus: number;
  /** Files and sockets that the server may have open. */
  readonly openFiles: number;
  /** Whether the engine starts the container with itself, however often it failed. */
  readonly restartWithEngine: boolean;
}

/** A crash that repeats is not mended by a sixth start (CIS Docker Benchmark 5.15). */
const MAX_RESTARTS = 5;
/** 64 bits tell one configuration from another; a whole SHA-256 looks like a secret. */
const DIGEST_DIGITS = 16;
/** Seconds in which a failed check does not count: a shard's failover, and its copy. */
const HEALTHY_SECONDS = 180;
/** The engine starts a program in the container for each look: ten containers asked every 2 s cost half a core. */
const HEALTH_SECONDS = 10;

/**
 * A server in a hardened container. Nothing of the hardening has a switch; what has to differ is changed
 * with `addOverride`, and the policy has its say on it.
 */
export class NodeContainer extends Construct {
  readonly container: Container;
  /** What a node keeps: its data, and what has to outlive that. */
  readonly volumes: { readonly data: Volume; readonly state: Volume } | undefined;
  /** Changes exactly when the container has to be another one. */
  readonly digest: string;
  /** Folders with its configuration and its users, absolute. */
  readonly folders: readonly string[];

  constructor(scope: Construct, id: string, props: NodeContainerProps) {
    super(scope, id);
    const { confFolder, keeps, name, owner, users } = props;
    this.folders = [confFolder, ...(users === undefined ? [] : [users.folder])];
    const labels = labelsOf(owner);
    // Addresses follow from names: a construct that is moved in the tree keeps its data.
    const logicalId = `${owner.name}_${owner.node}`;
    this.volumes =
      keeps === undefined
        ? undefined
        : {
            data: this.addVolume("data", logicalId, name, keeps.data, labels),
            state: this.addVolume(
              "state",
              `${logicalId}_state`,
              `${name}-state`,
              keeps.state,
              labels,
            ),
          };
    const image = imageReference(props.image);
    // References are written anew at each synth; names stay.
    this.digest = digestOfParts([
      JSON.stringify(configOf(props, { image, network: "network", data: name, state: name })),
    ]).slice(0, DIGEST_DIGITS);
    this.container = new Container(this, "container", {
      ...configOf(props, {
        image: props.network.image(image).imageId,
        network: props.network.network.id,
        data: this.volumes?.data.name,
        state: this.volumes?.state.name,
      }),
      // The provider ignores a change of the health check: the digest does not.
      labels: [...labels, { label: "cachefort.digest", value: this.digest }],
      ...(users === undefined ? {} : { dependsOn: [users.writer] }),
    });
    this.container.overrideLogicalId(logicalId);
  }

  /** A folder that the server's user owns: a volume of the engine's own would be root's. */
  private addVolume(
    id: string,
    logicalId: string,
    name: string,
    device: string,
    labels: VolumeLabels[],
  ): Volume {
    const driverOpts = { type: "none", o: "bind", device };
    const volume = new Volume(this, id, { name, driver: "local", driverOpts, labels });
    volume.overrideLogicalId(logicalId);
    return volume;
  }
}

/** What a container is made from, as names or as references to other resources. */
interface ContainerParts {
  readonly image: string;
  readonly network: string;
  readonly data: string | undefined;
  readonly state: string | undefined;
}

function configOf(props: NodeContainerProps, parts: ContainerParts): ContainerConfig {
  const { account, environment, port, users } = props;
  const user = `${account.uid}:${account.gid}`;
  const owned = `uid=${account.uid},gid=${account.gid},mode=0700`;
  return {
    name: props.name,
    hostname: props.name,
    image: parts.image,
    user,
    entrypoint: ["/bin/sh", CONTAINER.conf("run.sh")],
    command: [...props.arguments],
    workingDir: CONTAINER.root,
    env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    readOnly: true,
    tmpfs: {
      [CONTAINER.run]: `rw,noexec,nosuid,nodev,size=1m,${owned}`,
      "/tmp": `rw,noexec,nosuid,nodev,size=16m,${owned}`,
    },
    mounts: [
      boundFolder(props.confFolder, CONTAINER.confFolder),
      ...(users === undefined ? [] : [boundFolder(users.folder, CONTAINER.usersFolder)]),
      ...(parts.data === undefined || parts.state === undefined
        ? []
        : [
            { type: "volume", source: parts.state, target: CONTAINER.state },
            { type: "volume", source: parts.data, target: CONTAINER.data },
          ]),
    ],
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    ipcMode: "private",
    memory: props.memoryMib,
    memorySwap: props.memoryMib,
    cpus: String(props.cpus),
    ulimit: [
      { name: "nofile", soft: props.openFiles, hard: props.openFiles },
      { name: "core", soft: 0, hard: 0 },
    ],
    ...(props.restartWithEngine
      ? { restart: "unless-stopped" }
      : { restart: "on-failure", maxRetryCount: MAX_RESTARTS }),
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    networksAdvanced: [{ name: parts.network, ipv4Address: props.address, aliases: [props.name] }],
    ...(props.isPublished
      ? { ports: [{ internal: port, external: port, ip: "127.0.0.1", protocol: "tcp" }] }
      : {}),
    healthcheck: {
      test: ["CMD", "/bin/sh", CONTAINER.conf(props.healthProgram)],
      interval: `${HEALTH_SECONDS}s`,
      timeout: "3s",
      startPeriod: `${HEALTHY_SECONDS}s`,
      retries: 3,
    },
    stopTimeout: props.stopSeconds,
    destroyGraceSeconds: props.stopSeconds,
  };
}

function boundFolder(source: string, target: string): ContainerMounts {
  const bindOptions = { propagation: "rprivate" };
  return { type: "bind", source, target, readOnly: true, bindOptions };
}
