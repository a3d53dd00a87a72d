import type { AwsEnvironmentConfig } from "../../configs/schema";
import type { AwsCredentials } from "../../clients/redis/iam-token";
import { type AwsEnvironment, awsEnvironment } from "../../constructs/aws/aws-environment";
import { neededRelease, releasesFrom } from "../../constructs/aws/provider-releases";
import { imageReference } from "../../constructs/docker/container-image";
import { type Finding, providerFinding } from "../prerequisites/finding";
import { thisPlatform } from "../prerequisites/platform";
import type { Prerequisite } from "../prerequisites/prerequisite";
import { probeProgram, PROGRAM_PROBES } from "../prerequisites/probe";
import {
  findProvider,
  type FoundProvider,
  type RequiredProvider,
} from "../prerequisites/terraform-provider";
import { type Caller, callerOf } from "./caller";
import { findCredentials, type FoundCredentials } from "./credentials";
import { askEcr, type EcrAnswer, type EcrImage, ecrImageOf } from "./ecr";
import {
  accountFinding,
  credentialsFinding,
  type Login,
  packageFinding,
  regionFinding,
  stateFinding,
  terraformFinding,
} from "./findings";
import { imageFinding, otherImageFinding, type RingImage } from "./image-finding";
import { modelsOf } from "./models";
import { installedVersion, packagesOf, peerRange } from "./packages";

/** What `examineAws` asks of the machine, and of AWS. */
export interface AwsMachine {
  /** Value of `AWS_REGION`. */
  readonly region: string | undefined;
  readonly terraform: () => Promise<Prerequisite>;
  readonly provider: (wanted: RequiredProvider) => Promise<FoundProvider>;
  /** Release of a package that is installed for the project. */
  readonly packageVersion: (name: string) => string | undefined;
  readonly credentials: () => Promise<FoundCredentials>;
  readonly caller: (credentials: AwsCredentials, environment: AwsEnvironment) => Promise<Caller>;
  readonly image: (image: EcrImage, credentials: AwsCredentials) => Promise<EcrAnswer>;
}

/**
 * Looks for everything that an environment on AWS needs; changes nothing, there neither.
 *
 * @param project folder that holds `cdktf.json`, absolute
 * @throws ValidationError of an environment that could not be synthesized
 */
export async function examineAws(
  project: string,
  name: string,
  environment: AwsEnvironmentConfig,
  machine: AwsMachine = thisMachine(project),
): Promise<Finding[]> {
  const { account, region, state } = environment;
  const { clusters, rings, serverless } = modelsOf(name, environment);
  const wanted: RequiredProvider = {
    source: "hashicorp/aws",
    version: releasesFrom(neededRelease(...clusters, ...serverless)),
  };
  const images = distinct(rings);
  const place = awsEnvironment({ name, region, account });
  const [terraform, provider, found] = await Promise.all([
    machine.terraform(),
    machine.provider(wanted),
    machine.credentials(),
  ]);
  const login = "none" in found ? found : await machine.caller(found.credentials, place);
  return [
    terraformFinding(terraform, thisPlatform()),
    providerFinding(wanted, provider),
    ...packagesOf(environment).map((each) =>
      packageFinding(each, peerRange(each), machine.packageVersion(each)),
    ),
    regionFinding(region, machine.region),
    accountFinding(account, name),
    stateFinding(state, name),
    credentialsFinding(account, login),
    ...(await Promise.all(
      images.map((image) => examineImage(image, machine, usable(found, login, account))),
    )),
  ];
}

async function examineImage(
  wanted: RingImage,
  machine: AwsMachine,
  credentials: AwsCredentials | undefined,
): Promise<Finding> {
  const there = ecrImageOf(wanted.image);
  if (there === undefined) return otherImageFinding(wanted.image);
  const answer =
    credentials === undefined
      ? { notAsked: "no credentials of the environment's account" }
      : await machine.image(there, credentials);
  return imageFinding(wanted, there, answer);
}

/** Credentials of another account would be refused, and that would tell nothing of the image. */
function usable(
  found: FoundCredentials,
  login: Login,
  account: string,
): AwsCredentials | undefined {
  if (!("credentials" in found) || !("account" in login)) return undefined;
  return login.account === account ? found.credentials : undefined;
}

/** Rings mostly share one image. */
function distinct(rings: readonly RingImage[]): RingImage[] {
  return [...new Map(rings.map((ring) => [imageReference(ring.image), ring])).values()];
}

function thisMachine(project: string): AwsMachine {
  return {
    region: process.env["AWS_REGION"],
    terraform: async () => {
      const probe = PROGRAM_PROBES.find((each) => each.name === "terraform");
      if (probe === undefined) throw new Error("Terraform is not looked for");
      return probeProgram(probe);
    },
    provider: findProvider,
    packageVersion: (name) => installedVersion(name, project),
    credentials: findCredentials,
    caller: callerOf,
    image: askEcr,
  };
}
