import type { MemcachedImage } from "./images";

/** The official image of memcached, which Docker Hub and ECR Public have. */
export const officialMemcachedImage: MemcachedImage = {
  repository: "memcached",
  tag: "1.6.45-bookworm",
  uid: 11211,
  gid: 11211,
  version: "1.6.45",
};
