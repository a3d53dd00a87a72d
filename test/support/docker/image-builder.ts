import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../../operate/host/programs";
import { rootPrefix } from "../../../operate/prerequisites/apt";
import { docker } from "./engine";
import { IMAGES, SCRIPTS, type TestImage } from "./images";

const DIGEST_LABEL = "cachefort.image.digest";

/** Why images cannot be made here; `undefined` when they can, or when all of them are there. */
export async function whyNoImages(): Promise<string | undefined> {
  if ((await staleImages(IMAGES)).length === 0) return undefined;
  if (findProgram("debootstrap") === undefined) return "debootstrap is not installed";
  return rootPrefix() === undefined ? "debootstrap needs root, and sudo a password" : undefined;
}

/**
 * Makes the images that are missing, or that another version of their recipe made; progress goes to
 * standard error.
 *
 * @returns names of the images that were made
 */
export async function ensureImages(images: readonly TestImage[] = IMAGES): Promise<string[]> {
  const stale = await staleImages(images);
  for (const image of stale) await build(image);
  // What the new images have taken the names of, unless a container still uses it.
  if (stale.length > 0) {
    await docker("image", "prune", "--force", "--filter", `label=${DIGEST_LABEL}`);
  }
  return stale.map(({ name }) => name);
}

/** Changes with everything in this project that shapes the image. */
export function imageDigest({ recipe }: TestImage): string {
  const hash = createHash("sha256").update(JSON.stringify([recipe.args]));
  for (const file of readdirSync(SCRIPTS).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(SCRIPTS, file)));
  }
  const base = IMAGES.find(({ name }) => name === recipe.base);
  if (base !== undefined) hash.update(imageDigest(base));
  // Containers inherit it as a label, and 64 digits look like a secret to the policy.
  return hash.digest("hex").slice(0, 16);
}

/** Those of the images, after what they start from, that this version of the project did not make. */
export async function staleImages(images: readonly TestImage[]): Promise<TestImage[]> {
  const baseNames = images.map(({ recipe }) => recipe.base);
  const bases = IMAGES.filter(({ name }) => baseNames.includes(name));
  const checked = await Promise.all(
    [...new Set([...bases, ...images])].map(async (image) => ({
      image,
      isMade: await isMade(image),
    })),
  );
  return checked.filter(({ isMade }) => !isMade).map(({ image }) => image);
}

async function isMade(image: TestImage): Promise<boolean> {
  const filters = [`reference=${image.name}`, `label=${DIGEST_LABEL}=${imageDigest(image)}`];
  const ids = await docker(
    ...["image", "ls", "--quiet"],
    ...filters.flatMap((filter) => ["--filter", filter]),
  );
  return ids !== "";
}

async function build(image: TestImage): Promise<void> {
  const start = performance.now();
  const { script, args } = image.recipe;
  // Tests of other levels run beside it, whose servers must get their turns in time.
  const words = ["-n", "19", script, image.name, imageDigest(image), ...args];
  const child = spawn("nice", words, {
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the image ${image.name} could not be made: see above`);
  const bytes = Number(await docker("image", "inspect", "--format", "{{.Size}}", image.name));
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stderr.write(`${image.name}: ${seconds} s, ${Math.round(bytes / 1e6)} MB\n`);
}
