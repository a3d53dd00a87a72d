import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { connectionDescription } from "../../../clients/connection/schema";
import { describeConnection } from "../../../clients/connection";
import { loadManifest } from "../../../clients/manifest-file";
import { connectionSchemaText } from "../../../scripts/connection-schema";
import { codedError } from "../../support/coded";
import { connectionsOfFixtures, servedInNetwork } from "../../support/manifest-fixtures";

const schemaText = readFileSync(join(__dirname, "../../../docs/connection.schema.json"), "utf8");
const conforms = new Ajv2020().compile(JSON.parse(schemaText) as object);
const fixture = (name: string): ReturnType<typeof loadManifest> =>
  loadManifest(`test/fixtures/manifests/${name}.json`);

it("has a current schema: npm run docs changes nothing", () => {
  expect(schemaText).toBe(connectionSchemaText());
});

it.each(connectionsOfFixtures())("tells of %s what the schema allows", (_what, deployed, user) => {
  const told: unknown = JSON.parse(JSON.stringify(describeConnection(deployed, user, "machine")));
  expect(conforms(told)).toBe(true);
  expect(connectionDescription.parse(told)).toEqual(told);
  expect(JSON.stringify(told)).not.toContain("../");
});

it("refuses a value where a reference belongs", () => {
  const { login, ...others } = describeConnection(fixture("host-redis"), "api", "machine");
  expect(conforms({ ...others, login })).toBe(true);
  expect(conforms({ ...others, login: { ...login, password: "of-a-test" } })).toBe(false);
});

it("keeps references of AWS as the manifest has them", () => {
  expect(describeConnection(fixture("aws-redis"), "api", "machine").login).toEqual({
    username: "prod-sessions-api",
    iam: { region: "eu-central-1", userId: "prod-sessions-api", cacheName: "prod-sessions" },
  });
  expect(describeConnection(fixture("aws-redis"), "report", "machine").login).toEqual({
    username: "report",
    password: { secretsManager: "prod/sessions/report", key: "password" },
  });
  expect(describeConnection(fixture("aws-memcached"), "web", "machine")).toMatchObject({
    login: {
      username: "web-a",
      password: { secretsManager: "prod/pages/web-a", key: "password" },
    },
    tls: {
      ca: {
        trusted: [
          { secretsManager: "prod/pages/authority-a" },
          { secretsManager: "prod/pages/authority-b" },
        ],
      },
    },
  });
});

it("makes paths absolute, from the manifest's folder", () => {
  const { login, manifest, tls } = describeConnection(fixture("host-redis"), "api", "machine");
  expect(login).toEqual({
    username: "api",
    password: { file: resolve("test/fixtures/secrets/sessions/users/api.password") },
  });
  expect(tls.ca).toEqual({ file: resolve("test/fixtures/secrets/ca.crt") });
  expect(manifest).toBe(resolve("test/fixtures/manifests/sessions.json"));
});

it("tells a ring's servers in the ring's order, by name and by where they are dialed", () => {
  const pages = servedInNetwork(fixture("docker-memcached"));
  if (pages.manifest.kind !== "memcached") throw new Error("no ring");
  const servers = [2, 0, 1].map((id) => `cachefort-docker-pages-${id}:${11511 + id}`);
  const ring = { ...pages.manifest.ring, servers };
  const turned = { ...pages, manifest: { ...pages.manifest, ring } };
  const from = (place: "machine" | "network"): unknown => {
    const told = describeConnection(turned, "web", place);
    return "servers" in told ? told.servers : undefined;
  };
  expect(from("machine")).toEqual(
    [2, 0, 1].map((id) => ({
      server: `cachefort-docker-pages-${id}:${11511 + id}`,
      host: "127.0.0.1",
      port: 11511 + id,
    })),
  );
  expect(from("network")).toEqual(
    [2, 0, 1].map((id) => ({
      server: `cachefort-docker-pages-${id}:${11511 + id}`,
      host: `cachefort-docker-pages-${id}`,
      port: 11511 + id,
    })),
  );
});

it("translates on the machine what nodes announce to containers", () => {
  const told = describeConnection(servedInNetwork(fixture("docker-redis")), "api", "machine");
  expect(told).toMatchObject({
    addressMap: { "cachefort-docker-sessions-0-0:7200": { host: "127.0.0.1", port: 7200 } },
  });
});

it("needs no user for a ring that knows no login", () => {
  const pages = fixture("host-memcached");
  if (pages.manifest.kind !== "memcached") throw new Error("no ring");
  const { sasl: _sasl, ...manifest } = pages.manifest;
  const open = { ...pages, manifest: { ...manifest, users: [] } };
  const told = describeConnection(open, undefined, "machine");
  expect(conforms(told)).toBe(true);
  expect(told).not.toHaveProperty("login");
});

it.each(["host-redis", "host-memcached"])("CONNECT_USER_UNKNOWN of %s", (name) => {
  const error = codedError(() => describeConnection(fixture(name), "nobody", "machine"));
  expect(error.code).toBe("CONNECT_USER_UNKNOWN");
});

it.each(["host-redis", "host-memcached"])("CLIENT_PLACE_NOT_SERVED of %s", (name) => {
  const user = name === "host-redis" ? "api" : "web";
  const error = codedError(() => describeConnection(fixture(name), user, "network"));
  expect(error.code).toBe("CLIENT_PLACE_NOT_SERVED");
});
