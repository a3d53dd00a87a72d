import { ValidationError } from "../core/errors";
import { requireInteger } from "../core/validate";

/** Where an image comes from, and who its server runs as. */
export interface ContainerImageProps {
  /** Repository within the registry, such as `valkey/valkey`. */
  readonly repository: string;
  /** A release; `latest` is refused, because it is another image every week. */
  readonly tag: string;
  /**
   * Digest that the image must have, `sha256:` and 64 hexadecimal digits.
   *
   * @default - whatever the registry has under the tag when it is pulled
   */
  readonly digest?: string;
  /**
   * Registry and path before the repository, such as `registry.example.com/mirror`.
   *
   * @default - the engine's own registry, docker.io
   */
  readonly registry?: string;
  /** Number of the user that the image's server runs as; never 0. */
  readonly uid: number;
  /** Number of its group; never 0. */
  readonly gid: number;
}

/** User and group that a container runs as. */
export interface ContainerAccount {
  readonly uid: number;
  readonly gid: number;
}

const HIGHEST_ID = 2 ** 31 - 1;

/**
 * The name that an engine knows an image by.
 *
 * @throws ValidationError DOCKER_IMAGE_INVALID
 */
export function imageReference({ registry, repository, tag, digest }: ContainerImageProps): string {
  const name = [...(registry === undefined ? [] : [registry]), repository].join("/");
  return `${name}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * Refuses an image that would be another one tomorrow, or whose server would be root.
 *
 * @throws ValidationError DOCKER_IMAGE_INVALID, TOKEN_NOT_ALLOWED
 */
export function requireImage(image: ContainerImageProps): void {
  const reference = imageReference(image);
  const account = { min: 1, max: HIGHEST_ID };
  requireInteger("DOCKER_IMAGE_INVALID", `the uid of image ${reference}`, image.uid, account);
  requireInteger("DOCKER_IMAGE_INVALID", `the gid of image ${reference}`, image.gid, account);
  const isName = /^([\w.-]+(:\d+)?\/)*[\w./-]+:[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?$/.test(
    reference,
  );
  if (isName && image.tag !== "latest") return;
  throw new ValidationError("DOCKER_IMAGE_INVALID", {
    problem: "the image is not one certain release",
    received: reference,
    allowed: "repository:tag with a tag other than latest, and a digest of sha256",
    fix: "name a release, such as redis:7.4.11-bookworm",
  });
}
