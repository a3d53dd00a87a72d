import { z } from "zod";
import { awsEnvironment } from "./aws-schema";
import { memcachedImage, memcachedRing, redisCluster, redisImage } from "./cluster-schema";

/** Fields of a container that every construct of target docker has. */
const containerLimits = {
  containerMemoryMib: z.number().optional(),
  cpus: z.number().optional(),
  restartWithEngine: z.boolean().optional(),
};

const hostEnvironment = z.strictObject({
  target: z.literal("host"),
  redis: z.array(redisCluster).default([]),
  memcached: z.array(memcachedRing).default([]),
});

const dockerEnvironment = z.strictObject({
  target: z.literal("docker"),
  /** Addresses of the environment's network, in CIDR notation. */
  subnet: z.string().default("10.213.96.0/20"),
  /** Who reaches the nodes: programs on the machine, containers in the network, or both. */
  access: z.enum(["host", "network", "both"]).default("host"),
  /** Images in the place of those in `configs/images.ts`. */
  images: z
    .strictObject({ redis: redisImage.optional(), memcached: memcachedImage.optional() })
    .default({}),
  redis: z.array(redisCluster.extend(containerLimits)).default([]),
  memcached: z.array(memcachedRing.extend(containerLimits)).default([]),
});

/** An environment as data; what each field means stands with the props of the same name. */
export const environmentSchema = z.discriminatedUnion("target", [
  hostEnvironment,
  dockerEnvironment,
  awsEnvironment,
]);

/** What a file in `configs/` holds. */
export type EnvironmentConfig = z.input<typeof environmentSchema>;
/** An environment after it was checked. */
export type Environment = z.output<typeof environmentSchema>;
export type HostEnvironmentInput = z.input<typeof hostEnvironment>;
export type DockerEnvironmentInput = z.input<typeof dockerEnvironment>;
export type AwsEnvironmentInput = z.input<typeof awsEnvironment>;
/** An environment of plain processes on this machine, after it was checked. */
export type HostEnvironmentConfig = z.output<typeof hostEnvironment>;
/** An environment of containers, after it was checked. */
export type DockerEnvironmentConfig = z.output<typeof dockerEnvironment>;
/** An environment on AWS, after it was checked. */
export type AwsEnvironmentConfig = z.output<typeof awsEnvironment>;
export type RedisClusterConfig = Environment["redis"][number];
