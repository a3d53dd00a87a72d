import { Construct } from "constructs";
import type { RedisManifest } from "../../core/manifest";
import { isPublished } from "../../docker/access";
import { CONTAINER } from "../../docker/container-paths";
import { EnvironmentNetwork } from "../../docker/environment-network";
import { Gate } from "../../docker/gate";
import { redisImageOf } from "../../docker/images";
import { containerCpus, containerMemoryMib } from "../../docker/limits";
import { confFolder, containerName, keptFolders } from "../../docker/node-conf";
import { NodeContainer } from "../../docker/node-container";
import { warnOfRiskyGrants } from "../../terraform/warn-of-risky-grants";
import { warnOnce } from "../../terraform/warn-once";
import type { IRedisCluster } from "../cluster";
import { engineWarning } from "../engine";
import { redisManifestOf } from "../manifest";
import type { RedisClusterModel } from "../model";
import { dockerRedisModel, type DockerRedisClusterProps } from "./docker-redis-model";
import { redisNodeConf, redisNodeEnvironment } from "./redis-node-conf";

/** A hand-over takes 5 s at most for each replica that is asked, and the server writes its log out. */
const STOP_SECONDS = 30;
/** The engine's own 10,000 clients (`maxclients`), and what it takes for itself and for the other nodes. */
const OPEN_FILES = 10_000 + 32 + 1200;

/**
 * A Redis Cluster of hardened containers, with TLS on every link. Nodes announce `localhost` where clients
 * are on the machine alone, and their names in the network otherwise: an unmodified cluster client of that
 * side follows redirections.
 *
 * @throws ValidationError for props that would give no working cluster; see `createRedisModel`; and
 * DOCKER_IMAGE_INVALID, DOCKER_IMAGE_OTHER_ENGINE, DOCKER_MEMORY_LIMIT, DOCKER_CPUS, DOCKER_NAME_LONG
 */
export class DockerRedisCluster extends Construct implements IRedisCluster {
  readonly name: string;
  readonly manifest: RedisManifest;
  /** Address of each node in the environment's network. */
  readonly addresses: readonly string[];
  /** The Terraform resources, for `addOverride`. */
  readonly resources: { readonly nodes: readonly NodeContainer[]; readonly gate: Gate };

  constructor(scope: Construct, id: string, props: DockerRedisClusterProps) {
    super(scope, id);
    const { docker } = props;
    const image = redisImageOf(props, docker.redis);
    const model = dockerRedisModel(props, docker);
    this.name = model.name;
    this.manifest = dockerRedisManifest(model);
    const warning = engineWarning(image.engine);
    if (warning !== undefined) warnOnce(this, warning);
    warnOfRiskyGrants(this, model.users);
    this.addresses = model.nodes.map(({ address }) => address);
    const network = EnvironmentNetwork.of(this, docker);
    const nodes = model.nodes.map((node) => {
      const conf = redisNodeConf(model, node, docker.secrets);
      return new NodeContainer(this, node.id, {
        name: containerName(docker.name, model.name, node.id),
        image,
        account: docker.accountOf(image),
        owner: { paths: docker.paths, name: model.name, node: node.id },
        network,
        address: node.address,
        port: node.port,
        isPublished: isPublished(docker.access),
        environment: redisNodeEnvironment(model, node),
        arguments: [CONTAINER.conf("redis.conf")],
        confFolder: confFolder(docker.paths, model.name, node.id, conf),
        keeps: keptFolders(docker.paths, model.name, node.id),
        healthProgram: "health.sh",
        stopSeconds: STOP_SECONDS,
        openFiles: OPEN_FILES,
        memoryMib: containerMemoryMib(model.maxMemoryMib, props),
        cpus: containerCpus(props),
        restartWithEngine: props.restartWithEngine ?? false,
      });
    });
    const gate = new Gate(this, "gate", {
      name: model.name,
      manifest: this.manifest,
      paths: docker.paths,
      nodes,
    });
    this.resources = { nodes, gate };
  }
}

function dockerRedisManifest(model: RedisClusterModel): RedisManifest {
  const secret = (...parts: string[]): { file: string } => ({
    file: ["..", "secrets", ...parts].join("/"),
  });
  return redisManifestOf(model, {
    target: "docker",
    authority: secret("ca.crt"),
    password: (user) => secret(model.name, "users", `${user}.password`),
    commandName: (command) => secret(model.name, "commands", `${command}.name`),
    nodeRef: (node) => containerName(model.environment, model.name, node.id),
  });
}
