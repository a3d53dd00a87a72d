import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cdktfEnvironment } from "../cdktf";

/** Most milliseconds that `terraform init` may take to get a provider; that of AWS has 700 MB. */
const INIT_TIMEOUT_MS = 120_000;

/** A provider as `required_providers` names it. */
export interface RequiredProvider {
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  /** What releases will do, such as `>= 5.100.0, < 7.0.0`. */
  readonly version: string;
}

/** What came of looking for a provider. */
export type FoundProvider = { readonly version: string } | { readonly problem: string };

const execute = promisify(execFile);

/** What `terraform init -json` prints on a line that is an error. */
interface ErrorLine {
  readonly diagnostic?: { readonly summary: string; readonly detail: string };
}

/** Lets `terraform init` get a provider into an empty folder, which is removed. */
export async function findProvider(
  provider: RequiredProvider,
  variables: NodeJS.ProcessEnv = {},
): Promise<FoundProvider> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-provider-"));
  try {
    const configuration = { terraform: { required_providers: { wanted: provider } } };
    writeFileSync(join(folder, "provider.tf.json"), JSON.stringify(configuration));
    const problem = await whyNoInit(folder, variables);
    return problem === undefined ? { version: lockedVersion(folder) } : { problem };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why `terraform init` in a folder fails; `undefined` when it does not. */
export async function whyNoInit(
  folder: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<string | undefined> {
  try {
    await execute("terraform", [`-chdir=${folder}`, "init", "-backend=false", "-json"], {
      env: { ...cdktfEnvironment("doctor"), ...variables },
      timeout: INIT_TIMEOUT_MS,
    });
    return undefined;
  } catch (error) {
    return reasonOf(error as Failure);
  }
}

/** The one provider of the lock file that `terraform init` has written. */
function lockedVersion(folder: string): string {
  const text = readFileSync(join(folder, ".terraform.lock.hcl"), "utf8");
  const version = /^ {2}version\s*= "(.+)"$/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`a lock file of Terraform without a version: ${text}`);
  return version;
}

/** How `execFile` fails. */
interface Failure extends Error {
  readonly code?: string | number;
  readonly killed?: boolean;
  readonly stdout?: string;
  readonly stderr?: string;
}

function reasonOf({ code, killed, stdout, stderr, message }: Failure): string {
  if (code === "ENOENT") return "terraform is not installed";
  if (killed === true) return `terraform init took more than ${INIT_TIMEOUT_MS / 1000} s`;
  const lines = [...(stdout ?? "").split("\n"), ...(stderr ?? "").split("\n")];
  const said = lines
    .filter((line) => line.startsWith("{"))
    .map((line) => (JSON.parse(line) as ErrorLine).diagnostic)
    .find((diagnostic) => diagnostic !== undefined);
  if (said === undefined) return message;
  const [firstParagraph = ""] = said.detail.split("\n\n");
  return `${said.summary}: ${firstParagraph.replaceAll("\n", " ")}`;
}
