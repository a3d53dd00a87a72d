import { type ContainerImageProps, imageReference } from "../../constructs/docker/container-image";
import { officialMemcachedImage } from "../../constructs/docker/official-memcached-image";
import type { Finding } from "../prerequisites/finding";
import type { EcrAnswer, EcrImage } from "./ecr";

/** What was found of an image: ECR's answer, or why ECR was not asked. */
export type ImageAnswer = EcrAnswer | { readonly notAsked: string };

/** An image that nodes of a ring pull. */
export interface RingImage {
  readonly image: ContainerImageProps;
  /** Processor of the nodes. */
  readonly architecture: "x86_64" | "arm64";
}

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;

/** An image of ECR, which nothing but a person puts there. */
export function imageFinding(wanted: RingImage, there: EcrImage, answer: ImageAnswer): Finding {
  const { image } = wanted;
  const name = nameOf(image);
  if ("found" in answer) return { name, status: "ok" };
  if ("missing" in answer) {
    const isImage = answer.missing === "image";
    const problem = isImage ? "not in its repository of ECR" : "ECR has no such repository";
    const commands = [...(isImage ? [] : [createCommand(there)]), ...copyCommands(wanted, there)];
    return { name, status: "missing", problem, fix: commands.join(" && ") };
  }
  const problem =
    "notAsked" in answer
      ? `not looked for: ${answer.notAsked}`
      : "refused" in answer
        ? `ECR does not tell: ${answer.refused}`
        : `ECR was not reached: ${answer.unreachable}`;
  const finding = { name, status: "warning", problem } as const;
  // What hinders the question has a finding of its own.
  if ("notAsked" in answer) return finding;
  const fix = `allow ecr:DescribeImages of ${there.repository}, or look yourself: docker manifest inspect ${imageReference(image)}`;
  return { ...finding, fix };
}

/** An image of a registry that knows no logins of AWS. */
export function otherImageFinding(image: ContainerImageProps): Finding {
  const problem = "not looked for: the nodes must reach its registry";
  return { name: nameOf(image), status: "ok", problem };
}

function nameOf(image: ContainerImageProps): string {
  return `image ${imageReference(image)}`;
}

function createCommand({ region, repository }: EcrImage): string {
  return `aws ecr create-repository --region ${region} --repository-name ${repository} --image-tag-mutability IMMUTABLE`;
}

/** The steps of `docs/aws-memcached.md`; an image of the user's own is on the machine already. */
function copyCommands({ architecture, image }: RingImage, { region }: EcrImage): string[] {
  const reference = imageReference(image);
  const [host] = reference.split("/");
  const { repository, tag } = officialMemcachedImage;
  const official = `${repository}:${tag}`;
  return [
    `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host}`,
    ...(image.tag === tag
      ? [
          `docker pull --platform ${PLATFORMS[architecture]} ${official}`,
          `docker tag ${official} ${reference}`,
        ]
      : []),
    `docker push ${reference}`,
  ];
}
