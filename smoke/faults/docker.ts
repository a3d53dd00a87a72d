import {
  subjectOfContainer,
  subjectOfNetwork,
  subjectOfVolume,
} from "../../constructs/policy/from-inspect";
import type { Subject } from "../../constructs/policy/subject";
import { CONTAINER } from "../../constructs/docker/container-paths";
import { UnavailableError } from "../../constructs/core/errors";
import { ContainerFilter } from "../../operate/docker/container-filter";
import {
  containerLog,
  containerLogSince,
  docker,
  isContainerRunning,
} from "../../operate/docker/engine";
import { until } from "../../operate/host/until";
import { parseRecoveries, type Recovery } from "../../operate/redis/recoveries";
import type { NetworkCut, NodeDisk, NodeLimits, TargetDriver } from "../driver";
import { containerLimits, setContainerLimits, wasOutOfMemory } from "./container-limits";
import { confFolder } from "./container-conf";
import { dataFolder, emptyData } from "./container-data";
import { layCertificate, removeCertificate } from "./laid-certificate";
import { diskOf, fillDisk, freeDisk } from "./node-disk";
import { cutRules, mendRules } from "./packet-filter";

/** Milliseconds in which a container must be gone after SIGKILL, or have begun after its start. */
const ENGINE_TIMEOUT_MS = 10_000;

/** Lines of a log window; a server writes some ten for each event. */
const LOG_LINES = 400;

/** Faults on containers, by their engine. */
export class DockerDriver implements TargetDriver {
  /** The networks that a container was taken off: only then the engine forgets its address there. */
  private readonly left = new Map<string, readonly Attachment[]>();

  /** The engine does not start a container again that it was told to kill. */
  async kill(ref: string): Promise<void> {
    await docker("kill", "--signal", "KILL", ref);
    await until(ENGINE_TIMEOUT_MS, async () => !(await isContainerRunning(ref)));
  }

  async crash(ref: string): Promise<void> {
    await docker("exec", ref, "sh", "-c", 'kill -KILL "$(cut -d " " -f 1 run/server)"');
  }

  async recoveries(ref: string): Promise<readonly Recovery[]> {
    const program = "[ ! -e state/recoveries ] || cat state/recoveries";
    const { stdout } = await docker("exec", ref, "sh", "-c", program);
    return parseRecoveries(stdout);
  }

  /** The time until the engine kills is the container's own. */
  async stop(ref: string): Promise<void> {
    await docker("stop", ref);
  }

  async pause(ref: string): Promise<void> {
    await docker("pause", ref);
  }

  async resume(ref: string): Promise<void> {
    const [container] = await inspected("container", ref);
    const { State: state } = container as { readonly State: { readonly Paused: boolean } };
    if (state.Paused) await docker("unpause", ref);
  }

  async disconnect(ref: string): Promise<void> {
    const attachments = await attachmentsOf(ref);
    this.left.set(ref, [...(this.left.get(ref) ?? []), ...attachments]);
    for (const { network } of attachments) await docker("network", "disconnect", network, ref);
  }

  placeOf(ref: string): Promise<readonly Attachment[]> {
    return attachmentsOf(ref);
  }

  async reconnect(ref: string, place = this.left.get(ref) ?? []): Promise<void> {
    const attached = new Set((await attachmentsOf(ref)).map(({ network }) => network));
    for (const { address, aliases, network } of place) {
      if (attached.has(network)) continue;
      const names = aliases.flatMap((alias) => ["--alias", alias]);
      await docker("network", "connect", ...["--ip", address], ...names, network, ref);
    }
    this.left.delete(ref);
  }

  whyNoIsolation(ref: string): Promise<string | undefined> {
    return ContainerFilter.whyNot(ref);
  }

  async isolate(ref: string, cut: NetworkCut): Promise<void> {
    const attached = await attachmentsOf(...cut.peers);
    const addresses = attached.map(({ address }) => address).filter((address) => address !== "");
    const filter = await ContainerFilter.open(ref);
    await mend(filter);
    await filter.restore(cutRules(cut, addresses));
  }

  async restoreNetwork(ref: string): Promise<void> {
    if (await isContainerRunning(ref)) await mend(await ContainerFilter.open(ref));
  }

  limits(ref: string): Promise<NodeLimits> {
    return containerLimits(ref);
  }

  setLimits(ref: string, limits: NodeLimits): Promise<void> {
    return setContainerLimits(ref, limits);
  }

  wasOutOfMemory(ref: string, since: Date): Promise<boolean> {
    return wasOutOfMemory(ref, since);
  }

  loseData(ref: string): Promise<void> {
    return emptyData(ref);
  }

  async disk(ref: string): Promise<NodeDisk> {
    return diskOf(await dataFolder(ref));
  }

  async fillDisk(ref: string): Promise<void> {
    fillDisk(await dataFolder(ref));
  }

  async freeDisk(ref: string): Promise<void> {
    freeDisk(await dataFolder(ref));
  }

  async layCertificate(ref: string, certificate: string): Promise<string> {
    return CONTAINER.conf(layCertificate(await confFolder(ref), certificate));
  }

  async removeCertificate(ref: string): Promise<void> {
    removeCertificate(await confFolder(ref));
  }

  async start(ref: string): Promise<void> {
    await docker("start", ref);
    if (await until(ENGINE_TIMEOUT_MS, () => isContainerRunning(ref))) return;
    throw new UnavailableError("DOCKER_NODE_NOT_STARTED", {
      problem: `container ${ref} does not run after its start; its log ends with:\n${await containerLog(ref, 20)}`,
      fix: "mend what the log says, then start it again",
    });
  }

  isRunning(ref: string): Promise<boolean> {
    return isContainerRunning(ref);
  }

  logs(ref: string, lines: number): Promise<string> {
    return containerLog(ref, lines);
  }

  async openLog(ref: string): Promise<() => Promise<string>> {
    const since = new Date().toISOString();
    return () => containerLogSince(ref, since, LOG_LINES);
  }

  async inspect(ref: string): Promise<Subject[]> {
    const [container] = await inspected("container", ref);
    const { Mounts: mounts, NetworkSettings: settings } = container as {
      readonly Mounts: readonly { readonly Type: string; readonly Name?: string }[];
      readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
    };
    const volumes = mounts.flatMap(({ Name, Type }) => (Type === "volume" ? (Name ?? []) : []));
    return [
      subjectOfContainer(container),
      ...(await inspected("network", ...Object.keys(settings.Networks))).map(subjectOfNetwork),
      ...(await inspected("volume", ...volumes)).map(subjectOfVolume),
    ];
  }
}

/** How a container hangs on a network. */
interface Attachment {
  readonly network: string;
  readonly address: string;
  readonly aliases: readonly string[];
}

async function attachmentsOf(...refs: readonly string[]): Promise<Attachment[]> {
  const containers = (await inspected("container", ...refs)) as readonly {
    readonly NetworkSettings: {
      readonly Networks: Readonly<
        Record<string, { readonly IPAddress: string; readonly Aliases: readonly string[] | null }>
      >;
    };
  }[];
  return containers
    .flatMap(({ NetworkSettings: { Networks } }) => Object.entries(Networks))
    .map(([network, { Aliases, IPAddress }]) => ({
      network,
      address: IPAddress,
      aliases: Aliases ?? [],
    }));
}

/** Takes every cut away again. */
async function mend(filter: ContainerFilter): Promise<void> {
  const rules = mendRules(await filter.list());
  if (rules !== undefined) await filter.restore(rules);
}

async function inspected(kind: string, ...names: readonly string[]): Promise<unknown[]> {
  if (names.length === 0) return [];
  const { stdout } = await docker(kind, "inspect", ...names);
  return JSON.parse(stdout) as unknown[];
}
