import { App, TerraformStack } from "cdktf";
import { loadRedisManifest } from "../../../clients/manifest-file";
import { nodePlaces } from "../../../clients/redis/node-places";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { DockerAccess } from "../../../constructs/docker/access";
import { DockerRedisCluster } from "../../../constructs/redis/docker/docker-redis-cluster";
import { codedError } from "../../support/coded";
import { fixedDocker } from "../../support/docker-environment";

function manifestOf(access: DockerAccess): RedisManifest {
  const stack = new TerraformStack(new App(), "test");
  const docker = fixedDocker({ access });
  return new DockerRedisCluster(stack, "a", { name: "a", replicasPerShard: 0, docker }).manifest;
}

const PORTS = [7200, 7201, 7202];
const names = PORTS.map((port, shard) => ({ host: `cachefort-test-a-${shard}-0`, port }));
const published = PORTS.map((port) => ({ host: "localhost", port }));
const addresses = PORTS.map((port, shard) => ({ host: `10.213.108.${32 + shard}`, port }));
const mapTo = (endpoints: readonly { host: string; port: number }[]) =>
  Object.fromEntries(names.map(({ host, port }, i) => [`${host}:${port}`, endpoints[i]]));

test.each<[DockerAccess, "machine" | "network", object[], object]>([
  ["host", "machine", published, {}],
  ["both", "machine", published, mapTo(published)],
  ["both", "network", names, {}],
  ["network", "machine", addresses, mapTo(addresses)],
  ["network", "network", names, {}],
])("access %s, from the %s", (access, from, startup, addressMap) => {
  expect(nodePlaces(manifestOf(access), from)).toEqual({ startup, addressMap });
});

test("a container is not served where nodes announce the machine's side", () => {
  expect(codedError(() => nodePlaces(manifestOf("host"), "network")).code).toBe(
    "CLIENT_PLACE_NOT_SERVED",
  );
});

test("a service that hides its nodes is begun with at its entry point", () => {
  const { manifest } = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
  expect(nodePlaces(manifest, "machine")).toEqual({
    startup: manifest.entrypoints,
    addressMap: {},
  });
});
