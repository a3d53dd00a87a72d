import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { TRIXIE } from "../../support/docker-images";
import { RingProject } from "../../support/ring-project";
import type { JsonObject } from "../../support/template";

jest.setTimeout(300_000);

const options = { images: TRIXIE, subnet: "10.214.16.0/20" };
const project = new RingProject("cfformer", "pages", options, 2, 22750);
afterAll(() => project.close());

interface FormerStack {
  readonly resource: {
    readonly docker_container: Record<string, Container>;
    readonly terraform_data: Record<string, Data>;
  };
}
interface Container {
  env: string[];
  mounts: { source: string; target: string }[];
  labels: { label: string; value: string }[];
  depends_on?: unknown;
}
interface Data {
  provisioner: { "local-exec": { environment: { CACHEFORT_ORDER: string } } }[];
}

/** Puts the users into `conf`, as releases before the folder of users did. */
function asFormerly(stack: JsonObject): void {
  const { docker_container: containers, terraform_data: data } = stack[
    "resource"
  ] as unknown as FormerStack["resource"];
  const folders = Object.values(containers).map((container) => {
    const [conf, users] = container.mounts;
    if (conf === undefined || users === undefined) throw new Error("two mounts were expected");
    const former = join(dirname(conf.source), "conf-former");
    execFileSync("cp", ["-a", conf.source, former]);
    execFileSync("cp", ["-a", join(users.source, "passwords"), join(former, "users")]);
    rmSync(users.source, { recursive: true });
    container.mounts = [{ ...conf, source: former }];
    container.env = container.env.map((line) =>
      line.replace("/cachefort/users/passwords", "/cachefort/conf/users"),
    );
    container.labels = container.labels.map(({ label, value }) => ({
      label,
      value: label === "cachefort.digest" ? "former" : value,
    }));
    delete container.depends_on;
    return former;
  });
  delete data["pages_users"];
  const gate = data["pages_gate"]?.provisioner[0]?.["local-exec"].environment;
  if (gate === undefined) throw new Error("a gate was expected");
  const order = JSON.parse(gate.CACHEFORT_ORDER) as object;
  gate.CACHEFORT_ORDER = JSON.stringify({ ...order, folders });
}

const foldersOf = (node: string): string[] =>
  readdirSync(join(project.paths.home("pages"), node)).sort();

test("containers with their users in `conf` are replaced once, one after the other", async () => {
  await project.deployChanged(project.config("web", "guest"), asFormerly);
  const former = project.loginOf("web");
  expect(await project.answers(former)).toEqual(project.all("taken"));
  expect(foldersOf("0")).toEqual(["conf-former"]);

  // Nodes that wait for their turn do not know the new password.
  project.forgetPassword("web");
  const told = await project.bring("up", "web", "guest");
  const replaced = told.flatMap((line) => /^replacing (\S+):/.exec(line)?.[1] ?? []);
  expect(replaced).toEqual(project.containers());
  expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
  expect(await project.answers(former)).toEqual(project.all("MEMCACHED_LOGIN_REFUSED"));
  for (const node of ["0", "1"]) {
    expect(foldersOf(node)).toEqual([expect.stringMatching(/^conf-[0-9a-f]{12}$/), "users"]);
  }
  expect(await project.plan(project.config("web", "guest"))).toEqual([]);
});
