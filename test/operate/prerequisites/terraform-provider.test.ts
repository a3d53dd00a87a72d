import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { providerFinding } from "../../../operate/prerequisites/finding";
import { findProvider } from "../../../operate/prerequisites/terraform-provider";
import { TestPrograms } from "../../support/programs";

let programs: TestPrograms;
beforeEach(() => {
  programs = new TestPrograms();
  programs.hideAll();
});
afterEach(() => programs.remove());

const wanted = { source: "kreuzwerker/docker", version: "3.6.2" };
const refusal = JSON.stringify({
  "@level": "error",
  diagnostic: { summary: "Failed to query", detail: "could not\nconnect\n\nTo see more, run" },
});
/** As Terraform 1.11 writes it. */
const LOCK = `provider "registry.terraform.io/kreuzwerker/docker" {
  version     = "3.6.2"
  constraints = "3.6.2"
}`;

test("terraform init is asked for the provider in a folder that is removed, and says which it got", async () => {
  const said = join(programs.folder, "said");
  programs.add(
    "terraform",
    `folder="\${1#-chdir=}"
echo "$folder" "$TF_CLI_ARGS_init" "$(<"$folder/provider.tf.json")" >"${said}"
cat >"$folder/.terraform.lock.hcl" <<'END'\n${LOCK}\nEND`.replaceAll("cat ", "/bin/cat "),
  );
  const found = await findProvider(wanted, { TF_CLI_ARGS_init: "-plugin-dir=/plugins" });
  expect(found).toEqual({ version: "3.6.2" });
  const [folder = "", args, configuration = ""] = readFileSync(said, "utf8").split(" ");
  expect(args).toBe("-plugin-dir=/plugins");
  expect(JSON.parse(configuration)).toEqual({
    terraform: { required_providers: { wanted } },
  });
  expect([existsSync(folder), existsSync(dirname(folder))]).toEqual([false, true]);
});

test.each([
  ["terraform is not installed", undefined],
  ["Failed to query: could not connect", `echo '{"@level":"info"}'; echo '${refusal}'; exit 1`],
])("%s", async (problem, body) => {
  if (body !== undefined) programs.add("terraform", body);
  await expect(findProvider(wanted)).resolves.toEqual({ problem });
});

test("what is no diagnostic is told as it is", async () => {
  programs.add("terraform", "exit 3");
  await expect(findProvider(wanted)).resolves.toEqual({
    problem: expect.stringMatching(/^Command failed: terraform/),
  });
});

test.each([
  [{ version: "3.6.2" }, { status: "ok", version: "3.6.2" }],
  [
    { problem: "Failed to query" },
    { status: "missing", problem: "Failed to query", fix: expect.stringContaining("registry") },
  ],
])("%j is told", (found, told) => {
  expect(providerFinding(wanted, found)).toEqual({ name: "provider kreuzwerker/docker", ...told });
});
