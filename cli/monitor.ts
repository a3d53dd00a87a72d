import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { ValidationError } from "../constructs/core/errors";
import { Exporter } from "../monitor/exporter/exporter";
import { MetricsServer, type MetricsTls } from "../monitor/exporter/metrics-server";
import { prometheusRules } from "../monitor/rules/prometheus-rules";
import { findNodes } from "../smoke/find-nodes";
import { deployedManifests, namedManifests, unknownName } from "./deployed";
import { defaultEnvironment } from "./project";
import { samplingOf } from "./sampling";
import { addThresholdOptions, chosenThresholds, type ThresholdChoice } from "./threshold-options";

const LISTEN = { host: "127.0.0.1", port: 9721 };

export interface MonitorOptions extends ThresholdChoice {
  readonly rules?: boolean;
  readonly name?: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tokenFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
}

/** `cachefort monitor`: metrics of every node for Prometheus, until it is stopped. */
export function monitorCommand(): Command {
  return addThresholdOptions(new Command("monitor"))
    .description("serve metrics of every node for Prometheus, until it is stopped")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .option("--name <name>", "only this cluster or ring")
    .option("--listen <host:port>", "where to serve (default: 127.0.0.1:9721)", parseListen, LISTEN)
    .option("--token-file <file>", "file with the bearer token that a reader must send")
    .option("--tls-cert <file>", "certificate of the endpoint, PEM")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--rules", "print alert rules over these metrics, and serve nothing")
    .option("--client-ca <file>", "who must have signed the certificates of readers, PEM")
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  cachefort monitor",
        "  cachefort monitor ci --name sessions --listen 127.0.0.1:0",
        "  cachefort monitor --rules --threshold connections=20000 --off evictions > cachefort.rules.yml",
        "  cachefort monitor prod --listen 0.0.0.0:9721 --tls-cert m.crt --tls-key m.key --client-ca p.crt",
      ].join("\n"),
    )
    .action(async (environment: string, options: MonitorOptions) => {
      if (options.rules !== true) return monitor(environment, options);
      const rules = prometheusRules(chosenThresholds(options));
      process.stdout.write(`${JSON.stringify(rules, undefined, 2)}\n`);
    });
}

/**
 * Serves metrics until SIGINT or SIGTERM.
 *
 * @throws ValidationError MONITOR_FILE_UNREADABLE, MONITOR_NAME_UNKNOWN, MONITOR_TLS_INCOMPLETE, MONITOR_TOKEN_SHORT, MONITOR_UNGUARDED
 * @throws UnavailableError ENVIRONMENT_NOT_DEPLOYED, SECRET_UNREADABLE, SMOKE_NODES_NOT_FOUND
 */
export async function monitor(environment: string, options: MonitorOptions): Promise<void> {
  const all = deployedManifests(environment);
  const chosen = namedManifests(all, options.name);
  if (chosen.length === 0) {
    throw new ValidationError("MONITOR_NAME_UNKNOWN", unknownName(environment, all, options.name));
  }
  const tls = tlsOf(options);
  const token = options.tokenFile === undefined ? undefined : read(options.tokenFile).trim();
  const exporter = new Exporter(await Promise.all(chosen.map(findNodes)), samplingOf);
  const server = await MetricsServer.start(
    {
      ...options.listen,
      ...(token === undefined ? {} : { token }),
      ...(tls === undefined ? {} : { tls }),
    },
    () => exporter.scrape(),
  );
  process.stderr.write(`metrics of ${environment}: ${server.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await server.close();
  await exporter.close();
}

function tlsOf({ clientCa, tlsCert, tlsKey }: MonitorOptions): MetricsTls | undefined {
  if (tlsCert === undefined && tlsKey === undefined && clientCa === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new ValidationError("MONITOR_TLS_INCOMPLETE", {
      problem: "TLS of the metrics needs a certificate and its key",
      received: tlsCert === undefined ? "no --tls-cert" : "no --tls-key",
      fix: "give both",
    });
  }
  return {
    certificate: read(tlsCert),
    key: read(tlsKey),
    ...(clientCa === undefined ? {} : { clientAuthority: read(clientCa) }),
  };
}

/** @throws ValidationError MONITOR_FILE_UNREADABLE */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ValidationError(
      "MONITOR_FILE_UNREADABLE",
      {
        problem: `a file for the metrics cannot be read: ${(cause as Error).message}`,
        received: file,
        fix: "name a file that this user may read",
      },
      undefined,
      { cause },
    );
  }
}

/** `host:port`; of IPv6 the address stands in brackets. */
function parseListen(text: string): MonitorOptions["listen"] {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined && port !== undefined && Number(port) <= 65_535) {
    return { host, port: Number(port) };
  }
  throw new InvalidArgumentError("a place to listen is host:port, such as 127.0.0.1:9721.");
}
