import { randomBytes } from "node:crypto";
import { docker, dockerWithInput } from "../../support/docker/engine";
import { BOOKWORM } from "../../support/docker/images";
import { secretsOfContainer, secretsOfImage } from "../../support/docker/secret-places";

jest.setTimeout(120_000);

/** A secret for each place: a search that finds it at another place alone is told from one that works. */
const PLACES = ["environment", "label", "output", "errors", "file", "name", "history"] as const;
const planted = Object.fromEntries(
  PLACES.map((place) => [place, randomBytes(32).toString("hex")]),
) as Record<(typeof PLACES)[number], string>;
const secrets = new Map(PLACES.map((place) => [planted[place], place]));

const name = `cachefort-test-${randomBytes(6).toString("hex")}`;
const PLANT = `read -r output; echo "$output"
read -r errors; echo "$errors" >&2
read -r name; read -r file; echo "$file" >"/planted/$name"`;

beforeAll(async () => {
  await dockerWithInput(
    [planted.output, planted.errors, planted.name, planted.file, ""].join("\n"),
    ...["run", "--interactive", "--name", name, "--network", "none"],
    ...["--env", `PLANTED=${planted.environment}`, "--label", `planted=${planted.label}`],
    ...["--tmpfs", "/planted/mounted", BOOKWORM.name, "sh", "-ec", PLANT],
  );
  await docker("commit", "--message", planted.history, name, name);
});
afterAll(async () => {
  await docker("rm", "--force", name);
  await docker("image", "rm", "--force", name);
});

test("a secret is found wherever the engine keeps something of a container", async () => {
  expect(await secretsOfContainer(name, secrets)).toEqual({
    inspect: ["environment", "label"],
    logs: ["output", "errors"],
    changes: ["name"],
    files: ["file"],
  });
});

test("a secret is found wherever the engine keeps something of an image", async () => {
  const found = await secretsOfImage(name, secrets);
  expect(found).toMatchObject({
    inspect: ["environment", "label", "history"],
    history: ["history"],
  });
  expect(found["layers"]).toEqual(expect.arrayContaining(["file", "name"]));
});
