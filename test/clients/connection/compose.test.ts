import { parse } from "yaml";
import { connectionCompose } from "../../../clients/connection";
import { loadManifest, type LoadedManifest } from "../../../clients/manifest-file";
import { connectionsOfFixtures, servedInNetwork } from "../../support/manifest-fixtures";

const directory = "/srv/app/.cachefort/prod/manifests";

interface Mounted {
  readonly source: string;
  readonly target: string;
}

/** What Compose makes of a text that it has put variables into: two dollar signs are one. */
interface ComposeFile {
  readonly services: {
    readonly app: {
      readonly environment: Readonly<Record<string, string | null>>;
      readonly configs: readonly Mounted[];
      readonly secrets?: readonly Mounted[];
      readonly networks?: readonly string[];
      readonly network_mode?: string;
    };
  };
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
  readonly networks?: unknown;
}

function composeOf(
  deployed: LoadedManifest,
  user: string | undefined,
  from: "machine" | "network" = "machine",
): ComposeFile {
  return parse(connectionCompose(deployed, user, from)) as ComposeFile;
}

it.each(connectionsOfFixtures())("%s", (_what, deployed, user) => {
  expect(connectionCompose({ ...deployed, directory }, user, "machine")).toMatchSnapshot();
});

it.each(connectionsOfFixtures())("has each file that its variables name: %s", (_what, at, user) => {
  const { configs, secrets = {}, services } = composeOf({ ...at, directory }, user);
  const { app } = services;
  const mounted = [...app.configs, ...(app.secrets ?? [])];
  const named = Object.entries(app.environment).flatMap(([name, value]) =>
    name === "CACHEFORT_MANIFEST" || name.endsWith("_FILE") ? [value] : [],
  );
  expect(mounted.map(({ target }) => target).sort()).toEqual(named.sort());
  expect(Object.keys({ ...configs, ...secrets }).sort()).toEqual(
    mounted.map(({ source }) => source).sort(),
  );
});

const docker = servedInNetwork(loadManifest("test/fixtures/manifests/docker-redis.json"));

it("joins the environment's network for a container of it", () => {
  const { networks, services } = composeOf(docker, "api", "network");
  expect(services.app.networks).toEqual(["cachefort-docker"]);
  expect(networks).toEqual({ "cachefort-docker": { external: true } });
  expect(services.app.environment["REDIS_HOST"]).toBe("cachefort-docker-sessions-0-0");
});

it("takes the machine's network where nodes are on its loopback, and none for AWS", () => {
  expect(composeOf(docker, "api").services.app.network_mode).toBe("host");
  const aws = loadManifest("test/fixtures/manifests/aws-redis.json");
  expect(composeOf(aws, "api").services.app).not.toHaveProperty("network_mode");
});

it("keeps dollar signs, in which Compose puts variables", () => {
  const { configs, secrets } = composeOf({ ...docker, directory: "/srv/a$HOME/x" }, "api");
  expect(configs["sessions-manifest"]?.file).toBe("/srv/a$$HOME/x/sessions.json");
  expect(secrets?.["sessions-authority"]?.file).toBe("/srv/a$$HOME/secrets/ca.crt");
});

it("passes a variable on that holds a secret, without its value", () => {
  const [api] = docker.manifest.users;
  if (docker.manifest.kind !== "redis-cluster" || api === undefined) throw new Error("no user");
  const users = docker.manifest.users.map((user) => ({
    ...user,
    auth: { password: { env: "API_PASSWORD" } },
  }));
  const manifest = { ...docker.manifest, users } as typeof docker.manifest;
  const text = connectionCompose({ ...docker, manifest }, api.name, "machine");
  expect(text).toContain("\n      API_PASSWORD:\n");
  const { services } = parse(text) as ComposeFile;
  expect(services.app.environment).toMatchObject({
    REDIS_PASSWORD_ENV: "API_PASSWORD",
    API_PASSWORD: null,
  });
  expect(services.app.secrets).toHaveLength(1);
});
