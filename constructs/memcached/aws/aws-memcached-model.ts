import { passwordLogins, requireRotation, type Login } from "../../aws/password-logins";
import { ValidationError } from "../../core/errors";
import { firstRepeated } from "../../core/first-repeated";
import { requireInteger } from "../../core/validate";
import { requireMemcachedImage, type MemcachedImage } from "../../docker/images";
import type { CertificateNames } from "../../tls/names";
import { createMemcachedModel, type MemcachedModel } from "../model";
import { serverMemoryMib } from "../server-memory";
import { officialMemcachedImage } from "../../docker/official-memcached-image";
import type { AwsMemcachedEnvironment, AwsMemcachedProps } from "./aws-memcached-props";
import { ownRegistry } from "./task-policies";
import { fargateSize, type FargateSize } from "./fargate-size";

/** A login of a ring on AWS, with the secret that holds its password. */
export interface RingLogin extends Login {
  /** The user of the ring that it stands for. */
  readonly user: string;
  /** Name of the secret. */
  readonly secret: string;
}

/** A ring on AWS with every choice made, as plain data. */
export interface AwsMemcachedModel extends MemcachedModel {
  readonly domain: string;
  readonly image: MemcachedImage;
  readonly size: FargateSize;
  readonly architecture: "x86_64" | "arm64";
  readonly logins: readonly RingLogin[];
  readonly certificate: {
    readonly names: CertificateNames;
    readonly rotation: number;
  };
  readonly logRetentionDays: number;
  readonly metricsSeconds: number;
}

/** memcached's own, of which libmemcached makes shorter names of points. */
const PORT = 11211;
/** What begins like this is the kit's. */
const RESERVED = /^cf-/;
/** Folders in memory: configuration, run and the temporary one. */
export const TMPFS_MIB = { node: 4, temporary: 16 } as const;
/** Program, shells of the runner, and the agent's share. */
const OVERHEAD_MIB = 96;
/** Whoever wants to know what happened finds out within a year. */
const LEAST_RETENTION_DAYS = 365;
const METRICS_SECONDS = { min: 10, max: 3600, unit: "seconds, or 0 for none" };

/**
 * Checks the props of a ring on AWS and fills in the defaults.
 *
 * @throws ValidationError AWS_ROTATION, MEMCACHED_USER_RESERVED, MEMCACHED_LOGIN_TWICE,
 * MEMCACHED_USER_UNKNOWN, MEMCACHED_SASLDB_ON_AWS, MEMCACHED_LOG_RETENTION, MEMCACHED_METRICS_SECONDS,
 * FARGATE_CPU, FARGATE_MEMORY, MEMCACHED_BELOW_FLOOR, DOCKER_IMAGE_INVALID, and those of
 * `createMemcachedModel`
 */
export function createAwsMemcachedModel(
  props: AwsMemcachedProps,
  { domain, environment }: AwsMemcachedEnvironment,
): AwsMemcachedModel {
  const image = props.image ?? {
    ...officialMemcachedImage,
    registry: ownRegistry(environment),
    repository: "cachefort/memcached",
  };
  requireMemcachedImage(image);
  requirePasswordDatabase(image);
  const model = createMemcachedModel(environment.name, props, {
    build: { version: image.version, passwordDatabase: true },
    host: (id) => `${props.name}-${id}.${domain}`,
    port: PORT,
  });
  const { logRetentionDays = LEAST_RETENTION_DAYS, metricsSeconds = 60 } = props;
  if (metricsSeconds !== 0) {
    requireInteger("MEMCACHED_METRICS_SECONDS", "metricsSeconds", metricsSeconds, METRICS_SECONDS);
  }
  const days = { min: LEAST_RETENTION_DAYS, max: 3653, unit: "days" };
  requireInteger("MEMCACHED_LOG_RETENTION", "logRetentionDays", logRetentionDays, days);
  return {
    ...model,
    domain,
    image,
    size: fargateSize(
      serverMemoryMib(model) + TMPFS_MIB.node + TMPFS_MIB.temporary + OVERHEAD_MIB,
      props.cpuUnits,
    ),
    architecture: props.architecture ?? "x86_64",
    logins: loginsOf(model, props.authentication ?? {}),
    certificate: {
      // A node that is added later finds its name in the certificate that is there.
      names: {
        commonName: `${environment.name}-${model.name}`,
        dnsNames: [`*.${domain}`],
        ipAddresses: [],
      },
      rotation: requireRotation("certificateRotation", props.certificateRotation ?? 0),
    },
    logRetentionDays,
    metricsSeconds,
  };
}

function requirePasswordDatabase({ userDatabase }: MemcachedImage): void {
  if (userDatabase !== "sasldb") return;
  throw new ValidationError("MEMCACHED_SASLDB_ON_AWS", {
    problem: "an image with a sasldb cannot take its users from Secrets Manager",
    received: userDatabase,
    allowed: "an image built with --enable-sasl-pwdb, as the official one is",
    fix: "choose another image",
  });
}

function loginsOf(
  { environment, name, users }: MemcachedModel,
  authentication: NonNullable<AwsMemcachedProps["authentication"]>,
): RingLogin[] {
  const chosen = new Map(Object.entries(authentication));
  requireKnownUsers([...chosen.keys()], users);
  const logins = users.flatMap((user) => {
    requireUnreserved(user.name);
    const password = chosen.get(user.name) ?? {};
    requireRotation(`authentication.${user.name}.rotation`, password.rotation ?? 0);
    return passwordLogins(user.name, password).map((login) => ({
      ...login,
      user: user.name,
      secret: `${environment}/${name}/users/${login.name}`,
    }));
  });
  requireDistinct(logins.map((login) => login.name));
  return logins;
}

function requireKnownUsers(chosen: readonly string[], users: MemcachedModel["users"]): void {
  const names = users.map(({ name }) => name);
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ValidationError("MEMCACHED_USER_UNKNOWN", {
    problem: "authentication is chosen for a user that the ring does not have",
    received: unknown,
    allowed: names.join(", "),
    fix: "correct the name, or add the user to users",
  });
}

function requireUnreserved(name: string): void {
  if (!RESERVED.test(name)) return;
  throw new ValidationError("MEMCACHED_USER_RESERVED", {
    problem: "the user's name is one that the kit keeps for itself",
    received: name,
    allowed: "names that do not begin with cf-",
    fix: "rename the user",
  });
}

function requireDistinct(logins: readonly string[]): void {
  const twice = firstRepeated(logins);
  if (twice === undefined) return;
  throw new ValidationError("MEMCACHED_LOGIN_TWICE", {
    problem: "two users would log in by the same name; one that alternates has one with -b as well",
    received: twice,
    allowed: "each name once",
    fix: "rename one of the users",
  });
}
