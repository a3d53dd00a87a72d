import type { MemcachedNode } from "../model";
import { healthPortOf, memcachedArguments } from "../arguments";
import { imageReference } from "../../docker/container-image";
import { loginOf, saslConfigurationForPasswordDatabase } from "../sasl";
import { TMPFS_MIB, type AwsMemcachedModel } from "./aws-memcached-model";
import { CERTIFICATE_FIELDS } from "./ring-secret-names";

/** Texts of the node's programs, written so that Terraform takes them as they are. */
export interface NodePrograms {
  readonly start: string;
  readonly run: string;
  readonly container: string;
  readonly health: string;
  readonly metrics: string;
}

/** Where the container of a node finds what is secret, and where its output goes. */
export interface NodeContainerPlace {
  readonly programs: NodePrograms;
  readonly region: string;
  readonly logGroup: string;
  /** ARN of the secret with the nodes' certificate. */
  readonly certificateArn: string;
  /** ARNs of the secrets of the logins, in their order. */
  readonly passwordArns: readonly string[];
}

/** Name of the one container of a node's task. */
export const NODE_CONTAINER = "memcached";

const ROOT = "/cachefort";
/** What nodes have open beside connections: listeners, pipes of 64 threads, and the events of each. */
const OWN_FILES = 256;
const STOP_SECONDS = 10;

/**
 * The container of a node, in the words of ECS. Its root is read-only, what it is told lies in memory, and
 * it has no rights: neither of Linux nor of AWS.
 */
export function nodeContainer(
  model: AwsMemcachedModel,
  node: MemcachedNode,
  place: NodeContainerPlace,
): object {
  const { image, maxConnections } = model;
  const openFiles = maxConnections + OWN_FILES;
  return {
    name: NODE_CONTAINER,
    image: imageReference(image),
    essential: true,
    user: `${image.uid}:${image.gid}`,
    readonlyRootFilesystem: true,
    entryPoint: ["/bin/sh", "-c", place.programs.start, "cachefort"],
    command: memcachedArguments(model, node, {
      certificate: `${ROOT}/conf/node.crt`,
      key: `${ROOT}/conf/node.key`,
      authority: `${ROOT}/conf/ca.crt`,
    }),
    environment: environmentOf(model, node, place.programs),
    secrets: [
      ...CERTIFICATE_FIELDS.map((field) => ({
        name: `CF_${field.toUpperCase()}`,
        valueFrom: `${place.certificateArn}:${field}::`,
      })),
      ...place.passwordArns.map((arn, index) => ({
        name: `CF_PASSWORD_${index + 1}`,
        valueFrom: `${arn}:password::`,
      })),
    ],
    portMappings: [{ containerPort: node.port, hostPort: node.port, protocol: "tcp" }],
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      initProcessEnabled: false,
      tmpfs: [memory(ROOT, TMPFS_MIB.node, image), memory("/tmp", TMPFS_MIB.temporary, image)],
    },
    ulimits: [{ name: "nofile", softLimit: openFiles, hardLimit: openFiles }],
    stopTimeout: STOP_SECONDS,
    healthCheck: {
      command: ["CMD", "/bin/sh", `${ROOT}/conf/health.sh`],
      interval: 10,
      timeout: 5,
      retries: 3,
      startPeriod: 30,
    },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": place.logGroup,
        "awslogs-region": place.region,
        "awslogs-stream-prefix": `${model.name}-${node.id}`,
        // A log that cannot be written stops no server.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
    // The provider compares with what ECS answers.
    cpu: 0,
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
  };
}

function environmentOf(
  model: AwsMemcachedModel,
  node: MemcachedNode,
  programs: NodePrograms,
): { name: string; value: string }[] {
  const values: Record<string, string> = {
    CF_DIRECTORY: ROOT,
    CF_KIND: "memcached",
    CF_SERVER: "memcached",
    CF_HEALTH_PORT: String(healthPortOf(node.port)),
    CF_ENVIRONMENT: model.environment,
    CF_RING: model.name,
    CF_NODE: node.id,
    CF_METRICS_SECONDS: String(model.metricsSeconds),
    CF_LOGINS: model.logins.map(({ name }) => loginOf("user@realm", name)).join(" "),
    // What is secret is read when a task starts: a new number starts another one.
    CF_PASSWORD_VERSIONS: model.logins.map((login) => login.passwordVersion).join(" "),
    CF_CERTIFICATE_VERSION: String(model.certificate.rotation + 1),
    SASL_CONF_PATH: `${ROOT}/conf`,
    MEMCACHED_SASL_PWDB: `${ROOT}/users/passwords`,
    CF_FILE_RUN: programs.run,
    CF_FILE_CONTAINER: programs.container,
    CF_FILE_HEALTH: programs.health,
    CF_FILE_METRICS: programs.metrics,
    CF_FILE_SASL: saslConfigurationForPasswordDatabase(`${ROOT}/conf/no.sasldb`),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

function memory(
  containerPath: string,
  size: number,
  { gid, uid }: AwsMemcachedModel["image"],
): object {
  const owned = [`mode=0700`, `uid=${uid}`, `gid=${gid}`];
  return { containerPath, size, mountOptions: ["rw", "noexec", "nosuid", "nodev", ...owned] };
}
