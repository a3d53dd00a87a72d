import type { SecretReference } from "../../constructs/core/manifest";
import { networkNameOf } from "../../constructs/docker/network-name";
import type { ClientPlace } from "../client-place";
import type { LoadedManifest } from "../manifest-file";
import { describeConnection } from "./describe";
import { authorityReferences } from "./references";
import type { ConnectionDescription } from "./schema";
import { connectionVariables } from "./variables";
import { yamlText, type YamlValue } from "./yaml";

/** Where the container finds the manifest; files that it names relatively lie beside, as on the machine. */
const MANIFESTS = "/cachefort/manifests";

/** A file of the machine and where the container finds it. */
interface Mount {
  readonly name: string;
  readonly file: string;
  readonly target: string;
}

/**
 * A service of Docker Compose that has the connection: variables, the manifest as a config, secrets by their
 * files, and the environment's network or the machine's.
 *
 * @throws as `describeConnection`
 */
export function connectionCompose(
  deployed: LoadedManifest,
  user: string | undefined,
  from: ClientPlace,
): string {
  const here = describeConnection(deployed, user, from);
  const inside = describeConnection({ ...deployed, directory: MANIFESTS }, user, from);
  const manifest = { name: `${here.name}-manifest`, file: here.manifest, target: inside.manifest };
  const secrets = mountsOf(here, inside);
  const network = networkOf(here);
  return yamlText({
    services: {
      app: {
        ...network.service,
        environment: { ...literal(connectionVariables(inside)), ...passedOn(here) },
        configs: [used(manifest)],
        ...(secrets.length === 0 ? {} : { secrets: secrets.map(used) }),
      },
    },
    configs: provided([manifest]),
    ...(secrets.length === 0 ? {} : { secrets: provided(secrets) }),
    ...network.file,
  });
}

function referencesOf({ login, name, tls }: ConnectionDescription): [string, SecretReference][] {
  const authorities = authorityReferences(tls.ca);
  return [
    ...authorities.map((one, index): [string, SecretReference] => [
      authorities.length === 1 ? `${name}-authority` : `${name}-authority-${index + 1}`,
      one,
    ]),
    ...(login !== undefined && "password" in login
      ? [[`${name}-password`, login.password] satisfies [string, SecretReference]]
      : []),
  ];
}

function mountsOf(here: ConnectionDescription, inside: ConnectionDescription): Mount[] {
  const targets = new Map(referencesOf(inside));
  return referencesOf(here).flatMap(([name, reference]) => {
    const target = targets.get(name);
    if (target === undefined || !("file" in target) || !("file" in reference)) return [];
    return [{ name, file: reference.file, target: target.file }];
  });
}

/** Variables that hold a secret have the value of the shell that calls Compose. */
function passedOn(connection: ConnectionDescription): Record<string, null> {
  return Object.fromEntries(
    referencesOf(connection).flatMap(([, reference]) =>
      "env" in reference ? [[reference.env, null]] : [],
    ),
  );
}

/** A container has a loopback of its own; nodes on the machine's are reached from the machine's network. */
function networkOf({ environment, from, target }: ConnectionDescription): {
  readonly service: Record<string, YamlValue>;
  readonly file: Record<string, YamlValue>;
} {
  if (from === "network") {
    const name = networkNameOf(environment);
    return { service: { networks: [name] }, file: { networks: { [name]: { external: true } } } };
  }
  return { service: target === "aws" ? {} : { network_mode: "host" }, file: {} };
}

function used({ name, target }: Mount): YamlValue {
  return { source: name, target: dollarsKept(target) };
}

function provided(mounts: readonly Mount[]): YamlValue {
  return Object.fromEntries(mounts.map(({ file, name }) => [name, { file: dollarsKept(file) }]));
}

function literal(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, dollarsKept(value)]),
  );
}

/** Compose puts in variables where it finds a dollar sign. */
function dollarsKept(text: string): string {
  return text.replaceAll("$", "$$$$");
}
