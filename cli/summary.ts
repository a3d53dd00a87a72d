import { relative, resolve } from "node:path";
import type { Manifest } from "../constructs/core/manifest";
import { applicationUsers } from "./application-users";

/** What a person wants to know after a deployment. */
export function summaryOf(environment: string, manifests: ReadonlyMap<string, Manifest>): string {
  const blocks = [...manifests].map(([file, manifest]) => describe(file, manifest));
  const first = [...manifests.values()].find(({ kind }) => kind === "redis-cluster");
  const user = first === undefined ? undefined : applicationUsers(first)[0];
  const suffix = environment === "local" ? "" : ` ${environment}`;
  const next = [
    `npx cachefort smoke${suffix} --suite standard`,
    first === undefined || user === undefined
      ? undefined
      : `npx cachefort connect${suffix} --name ${first.name} --user ${user} --client redis-cli`,
    `npx cachefort down${suffix}`,
  ].filter((line) => line !== undefined);
  return [...blocks, "Next:", ...next.map((line) => `  ${line}`), ""].join("\n");
}

function describe(file: string, manifest: Manifest): string {
  const { ca } = manifest.tls;
  const users = applicationUsers(manifest);
  const ports = manifest.nodes.map(({ port }) => port).filter((port) => port !== undefined);
  return [
    `${manifest.name}: ${shape(manifest)}`,
    `  ports     127.0.0.1:${ports.join(", ")}`,
    `  users     ${users.length === 0 ? "none but the kit's own" : users.join(", ")}`,
    `  CA        ${placeOf(ca, file)}`,
    `  manifest  ${short(file)}`,
    "",
  ].join("\n");
}

function placeOf(ca: Manifest["tls"]["ca"], file: string): string {
  if (ca === "system") return "of the system";
  if ("file" in ca) return short(resolve(file, "..", ca.file));
  return ca.trusted.flatMap((secret) => Object.values(secret)).join(", ");
}

function shape(manifest: Manifest): string {
  const engine = `${manifest.engine.name} ${manifest.engine.version}`;
  if (manifest.kind === "memcached") {
    return `SASL Memcached ring, ${manifest.nodes.length} nodes, ${engine}`;
  }
  const { shards, replicasPerShard } = manifest.topology;
  return `Redis Cluster, ${shards} shards × (1 primary + ${replicasPerShard} replica), ${engine}`;
}

function short(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith("..") ? path : way;
}
