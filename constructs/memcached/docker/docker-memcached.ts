import { Construct } from "constructs";
import type { MemcachedManifest } from "../../core/manifest";
import { isPublished } from "../../docker/access";
import { CONTAINER } from "../../docker/container-paths";
import { EnvironmentNetwork } from "../../docker/environment-network";
import { Gate } from "../../docker/gate";
import { requireMemcachedImage } from "../../docker/images";
import { containerCpus, containerMemoryMib } from "../../docker/limits";
import { confFolder, containerName } from "../../docker/node-conf";
import { NodeContainer } from "../../docker/node-container";
import { warnOnce } from "../../terraform/warn-once";
import { memcachedArguments } from "../arguments";
import type { IMemcachedCluster } from "../cluster";
import { memcachedManifest } from "../manifest";
import type { MemcachedModel } from "../model";
import { dockerMemcachedModel, type DockerMemcachedProps } from "./docker-memcached-model";
import { serverMemoryMib } from "../server-memory";
import { memcachedWarning } from "../version-floor";
import {
  hasPasswordDatabase,
  memcachedNodeConf,
  memcachedNodeEnvironment,
} from "./memcached-node-conf";
import { RingUsers } from "./ring-users";

const STOP_SECONDS = 10;
/** Listeners, pipes of 64 threads, and the events of each. */
const OWN_FILES = 256;

/**
 * A Memcached ring of hardened containers, with SASL and TLS. Clients on the machine reach it at
 * `localhost`, those in the network by the containers' names.
 *
 * @throws ValidationError for props that would give no working ring; see `createMemcachedModel`; and
 * DOCKER_IMAGE_INVALID, DOCKER_MEMORY_LIMIT, DOCKER_CPUS, DOCKER_NAME_LONG, MEMCACHED_BELOW_FLOOR
 */
export class DockerMemcached extends Construct implements IMemcachedCluster {
  readonly name: string;
  readonly manifest: MemcachedManifest;
  /** Address of each node in the environment's network. */
  readonly addresses: readonly string[];
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    /** Nothing for a sasldb, which is made when a container starts. */
    readonly users: RingUsers | undefined;
    readonly nodes: readonly NodeContainer[];
    readonly gate: Gate;
  };

  constructor(scope: Construct, id: string, props: DockerMemcachedProps) {
    super(scope, id);
    const { docker } = props;
    const image = props.image ?? docker.memcached;
    requireMemcachedImage(image);
    const model = dockerMemcachedModel(props, docker);
    this.name = model.name;
    this.manifest = dockerMemcachedManifest(model);
    const warning = memcachedWarning(image);
    if (warning !== undefined) warnOnce(this, warning);
    this.addresses = model.nodes.flatMap(({ address }) => address ?? []);
    const network = EnvironmentNetwork.of(this, docker);
    const account = docker.accountOf(image);
    const users = hasPasswordDatabase(model)
      ? new RingUsers(this, "users", { model, docker, account })
      : undefined;
    const nodes = model.nodes.map((node) => {
      const conf = memcachedNodeConf(model, node, docker.secrets);
      return new NodeContainer(this, node.id, {
        name: containerName(docker.name, model.name, node.id),
        image,
        account,
        owner: { paths: docker.paths, name: model.name, node: node.id },
        network,
        address: node.address ?? "",
        port: node.port,
        isPublished: isPublished(docker.access),
        environment: memcachedNodeEnvironment(model, node),
        arguments: memcachedArguments(model, node, {
          certificate: CONTAINER.conf("node.crt"),
          key: CONTAINER.conf("node.key"),
          authority: CONTAINER.conf("ca.crt"),
        }),
        confFolder: confFolder(docker.paths, model.name, node.id, conf),
        users: users?.ofNode(node.id),
        healthProgram: "health.sh",
        stopSeconds: STOP_SECONDS,
        openFiles: model.maxConnections + OWN_FILES,
        memoryMib: containerMemoryMib(serverMemoryMib(model), props),
        cpus: containerCpus(props),
        restartWithEngine: props.restartWithEngine ?? false,
      });
    });
    const gate = new Gate(this, "gate", {
      name: model.name,
      manifest: this.manifest,
      paths: docker.paths,
      nodes,
      secretDigests: users === undefined ? [] : [users.digest],
    });
    this.resources = { users, nodes, gate };
  }
}

function dockerMemcachedManifest(model: MemcachedModel): MemcachedManifest {
  return memcachedManifest(model, {
    target: "docker",
    authority: { file: "../secrets/ca.crt" },
    password: (user) => ({ file: `../secrets/${model.name}/users/${user}.password` }),
    node: (id) => containerName(model.environment, model.name, id),
  });
}
