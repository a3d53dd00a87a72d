import {
  imageReference,
  requireImage,
  type ContainerImageProps,
} from "../../../constructs/docker/container-image";
import {
  officialRedisImage,
  redisImageOf,
  requireMemcachedImage,
} from "../../../constructs/docker/images";
import { memcachedImage, redisImage } from "../../../configs/images";
import { RedisEngine } from "../../../constructs/redis/engine";
import { codedError } from "../../support/coded";

const image: ContainerImageProps = { repository: "redis", tag: "7.4.11", uid: 999, gid: 999 };
const digest = `sha256:${"0f".repeat(32)}`;

test.each<[Partial<ContainerImageProps>, string]>([
  [{}, "redis:7.4.11"],
  [{ digest }, `redis:7.4.11@${digest}`],
  [
    { registry: "registry.example.com:5000/mirror" },
    "registry.example.com:5000/mirror/redis:7.4.11",
  ],
])("%j is called %s", (change, reference) => {
  expect(imageReference({ ...image, ...change })).toBe(reference);
  expect(() => requireImage({ ...image, ...change })).not.toThrow();
});

test.each<[string, Partial<ContainerImageProps>, Partial<ContainerImageProps>]>([
  ["another image every week", { tag: "latest" }, { tag: "8" }],
  ["no tag", { tag: "" }, { tag: "7" }],
  ["a digest that is none", { digest: "sha256:12" }, { digest }],
  ["a server that is root", { uid: 0 }, { uid: 1 }],
  ["a server in root's group", { gid: 0 }, { gid: 1 }],
  ["a shell's words", { repository: "redis; true" }, { repository: "valkey/valkey" }],
])("refused: %s", (_, refused, accepted) => {
  expect(codedError(() => requireImage({ ...image, ...refused })).code).toBe(
    "DOCKER_IMAGE_INVALID",
  );
  expect(() => requireImage({ ...image, ...accepted })).not.toThrow();
});

describe("the image of a cluster", () => {
  const valkey = RedisEngine.valkey("8.1.10");

  test("is the environment's, unless the cluster asks for an engine or an image", () => {
    expect(redisImageOf({}, redisImage)).toBe(redisImage);
    expect(imageReference(redisImageOf({ engine: valkey }, redisImage))).toBe(
      "valkey/valkey:8.1.10-bookworm",
    );
    const own = officialRedisImage(valkey);
    expect(redisImageOf({ image: own }, redisImage)).toBe(own);
    expect(redisImageOf({ image: own, engine: RedisEngine.valkey("8.1.10") }, redisImage)).toBe(
      own,
    );
  });

  test("holds the engine that is asked for", () => {
    const error = codedError(() => redisImageOf({ image: redisImage, engine: valkey }, redisImage));
    expect(error.code).toBe("DOCKER_IMAGE_OTHER_ENGINE");
    expect(error.message).toContain('received: "valkey 8.1.10"');
  });
});

test("memcached below the floor is refused, unless its distribution patches it", () => {
  const old = { ...memcachedImage, version: "1.6.44" };
  expect(codedError(() => requireMemcachedImage(old)).code).toBe("MEMCACHED_BELOW_FLOOR");
  expect(() => requireMemcachedImage({ ...old, patchedBy: "distribution" })).not.toThrow();
  expect(() => requireMemcachedImage(memcachedImage)).not.toThrow();
});
