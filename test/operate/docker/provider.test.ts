import { TestPrograms } from "../../support/programs";
import { whyNoProvider } from "../../../operate/docker/provider";

let programs: TestPrograms;
beforeEach(() => {
  programs = new TestPrograms();
  programs.hideAll();
});
afterEach(() => programs.remove());

const refusal = JSON.stringify({
  "@level": "error",
  diagnostic: { summary: "Failed to query", detail: "could not\nconnect\n\nTo see more, run" },
});

test("nothing is said when terraform init succeeds with the provider that the bindings need", async () => {
  programs.add("terraform", `[[ "$(<"\${1#-chdir=}/provider.tf.json")" == *'"3.6.2"'* ]]`);
  await expect(whyNoProvider(programs.folder)).resolves.toBeUndefined();
});

test.each([
  ["terraform is not installed", undefined],
  ["Failed to query: could not connect", `echo '{"@level":"info"}'; echo '${refusal}'; exit 1`],
])("%s", async (reason, body) => {
  if (body !== undefined) programs.add("terraform", body);
  await expect(whyNoProvider(programs.folder)).resolves.toBe(reason);
});

test("what is no diagnostic is told as it is", async () => {
  programs.add("terraform", "exit 3");
  await expect(whyNoProvider(programs.folder)).resolves.toMatch(/^Command failed: terraform/);
});
