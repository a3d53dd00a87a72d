import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cdktfEnvironment } from "../cdktf";

/** Most milliseconds that `terraform init` may take to get the provider. */
const INIT_TIMEOUT_MS = 60_000;

/** The provider that the bindings of `@cdktf/provider-docker` 12.0.3 were made from. */
const PROVIDER = { source: "kreuzwerker/docker", version: "3.6.2" };

const execute = promisify(execFile);

/** What `terraform init -json` prints on a line that is an error. */
interface ErrorLine {
  readonly diagnostic?: { readonly summary: string; readonly detail: string };
}

/** Why `terraform init` in an empty folder does not get the provider; `undefined` when it does. */
export async function whyNoProvider(folder: string): Promise<string | undefined> {
  const configuration = { terraform: { required_providers: { docker: PROVIDER } } };
  writeFileSync(join(folder, "provider.tf.json"), JSON.stringify(configuration));
  return whyNoInit(folder);
}

/** Why `terraform init` in a folder fails; `undefined` when it does not. */
export async function whyNoInit(folder: string): Promise<string | undefined> {
  try {
    await execute("terraform", [`-chdir=${folder}`, "init", "-backend=false", "-json"], {
      env: cdktfEnvironment("docker"),
      timeout: INIT_TIMEOUT_MS,
    });
    return undefined;
  } catch (error) {
    return reasonOf(error as Failure);
  }
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
