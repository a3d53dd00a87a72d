import { isWithin, normalPath } from "../host-paths";
import { compliantWithout, defineRule } from "../rule";

/** Nothing in them is a container's business: the list of CIS, and where engines keep all containers. */
const CLOSED: readonly string[] = [
  ...["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr"],
  ...["/var/lib/containerd", "/var/lib/docker", "/var/lib/kubelet", "/var/run"],
];

/** Folders of which a part may be mounted, but never the whole. */
const PARTED: readonly string[] = ["/home", "/opt", "/root", "/srv", "/tmp", "/Users"];

export const noSensitiveHostMounts = defineRule({
  id: "no-sensitive-host-mounts",
  cis: "5.6",
  reason: "the host's own files tell how to take it over, or let a process do so",
  wanted: "no folder of the system, nor one that holds such",
  judges: {
    container: ({ mounts }) =>
      compliantWithout(
        mounts.flatMap(({ source, target, type }) => {
          if (type === "container") return [`all mounts of ${source}`];
          return type === "bind" && isSensitive(source) ? [`${source} at ${target}`] : [];
        }),
      ),
    volume: ({ boundFolder }) =>
      compliantWithout(boundFolder !== undefined && isSensitive(boundFolder) ? [boundFolder] : []),
  },
});

function isSensitive(path: string): boolean {
  return (
    CLOSED.some((closed) => isWithin(path, closed) || isWithin(closed, path)) ||
    PARTED.includes(normalPath(path))
  );
}
