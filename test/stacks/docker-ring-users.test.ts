import { App } from "cdktf";
import { memcachedImage } from "../../configs/images";
import type { SecretDigests } from "../../constructs/core/secret-digests";
import type { MemcachedImage } from "../../constructs/docker/images";
import { DockerStack } from "../../stacks/docker-stack";
import { fixedDocker } from "../support/docker-environment";
import { Template, type JsonObject } from "../support/template";

interface Ring {
  readonly users?: readonly string[];
  readonly nodes?: number;
  readonly userDatabase?: MemcachedImage["userDatabase"];
  readonly passwordHash?: SecretDigests["passwordHash"];
  readonly uid?: number;
}

/** What has to change for something to be done: digests of the containers, triggers of the rest. */
function digestsOf(ring: Ring): Record<string, unknown> {
  const { nodes = 2, uid = 1000, userDatabase = "password database", users = ["web"] } = ring;
  const usual = fixedDocker();
  const secrets =
    ring.passwordHash === undefined
      ? usual.secrets
      : { ...usual.secrets, passwordHash: ring.passwordHash };
  const stack = new DockerStack(new App(), "cachefort-test", {
    docker: fixedDocker({
      secrets,
      memcached: { ...memcachedImage, userDatabase },
      accountOf: () => ({ uid, gid: 1000 }),
    }),
    memcached: [{ name: "pages", nodes, users: users.map((name) => ({ name })) }],
  });
  const template = Template.of(stack);
  const containers = Object.entries(template.resources("docker_container")).map(([id, found]) => {
    const labels = found["labels"] as { label: string; value: string }[];
    return [id, labels.find(({ label }) => label === "cachefort.digest")?.value] as const;
  });
  const data = Object.entries(template.resources("terraform_data")).map(
    ([id, found]) => [id, (found["triggers_replace"] as JsonObject)["digest"]] as const,
  );
  return Object.fromEntries([...containers, ...data]);
}

/** Names of what the change does something to, what comes and goes included. */
function changed(from: Ring, to: Ring): string[] {
  const before = digestsOf(from);
  const after = digestsOf(to);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

const other = { passwordHash: () => "0".repeat(64) };
const sasldb = { userDatabase: "sasldb" } as const;

test.each<[string, Ring, Ring, string[]]>([
  ["a changed password", {}, other, ["pages_gate", "pages_users"]],
  ["a user added", {}, { users: ["web", "api"] }, ["pages_gate", "pages_users"]],
  ["a node added", {}, { nodes: 3 }, ["pages_2", "pages_gate", "pages_users"]],
  ["another account", {}, { uid: 2000 }, ["pages_0", "pages_1", "pages_gate", "pages_users"]],
  ["a sasldb's password", sasldb, { ...sasldb, ...other }, ["pages_0", "pages_1", "pages_gate"]],
  [
    "a sasldb in the place of a password database",
    {},
    sasldb,
    ["pages_0", "pages_1", "pages_gate", "pages_users"],
  ],
  ["nothing", {}, {}, []],
])("%s", (_, from, to, names) => {
  expect(changed(from, to)).toEqual(names);
});
