import type { Rule } from "../rule";
import { apparmorOn } from "./apparmor-on";
import { bindsReadOnly } from "./binds-read-only";
import { bridgeNetwork } from "./bridge-network";
import { capabilitiesDropped } from "./capabilities-dropped";
import { cpuLimit } from "./cpu-limit";
import { healthCheck } from "./health-check";
import { imagePinned } from "./image-pinned";
import { judgedAttributes } from "./judged-attributes";
import { knownValues } from "./known-values";
import { logRotation } from "./log-rotation";
import { maskedSystemPaths } from "./masked-system-paths";
import { memoryLimit } from "./memory-limit";
import { noBusPort } from "./no-bus-port";
import { noEngineSocket } from "./no-engine-socket";
import { noGpus } from "./no-gpus";
import { noHostDevices } from "./no-host-devices";
import { noHostUsers } from "./no-host-users";
import { noLiteralSecret } from "./no-literal-secret";
import { noNewPrivileges } from "./no-new-privileges";
import { noOutboundNetwork } from "./no-outbound-network";
import { noPrivilegedPorts } from "./no-privileged-ports";
import { noSensitiveHostMounts } from "./no-sensitive-host-mounts";
import { noSharedPropagation } from "./no-shared-propagation";
import { noSwap } from "./no-swap";
import { nonRootUser } from "./non-root-user";
import { notPrivileged } from "./not-privileged";
import { onlyNamedPorts } from "./only-named-ports";
import { openFilesLimit } from "./open-files-limit";
import { ownCgroup } from "./own-cgroup";
import { ownIpcNamespace } from "./own-ipc-namespace";
import { ownNetworkNamespace } from "./own-network-namespace";
import { ownNetwork } from "./own-network";
import { ownPidNamespace } from "./own-pid-namespace";
import { ownUtsNamespace } from "./own-uts-namespace";
import { pidsLimit } from "./pids-limit";
import { portsOnLoopback } from "./ports-on-loopback";
import { readOnlyRoot } from "./read-only-root";
import { restartBounded } from "./restart-bounded";
import { seccompOn } from "./seccomp-on";
import { selinuxOn } from "./selinux-on";
import { strictTmpfs } from "./strict-tmpfs";

/** Every rule over what Docker runs: by number of the CIS Docker Benchmark, then the kit's own. */
export const DOCKER_RULES: readonly Rule[] = [
  nonRootUser,
  apparmorOn,
  selinuxOn,
  capabilitiesDropped,
  notPrivileged,
  noSensitiveHostMounts,
  noPrivilegedPorts,
  onlyNamedPorts,
  ownNetworkNamespace,
  memoryLimit,
  cpuLimit,
  readOnlyRoot,
  portsOnLoopback,
  restartBounded,
  ownPidNamespace,
  ownIpcNamespace,
  noHostDevices,
  openFilesLimit,
  noSharedPropagation,
  ownUtsNamespace,
  seccompOn,
  ownCgroup,
  noNewPrivileges,
  healthCheck,
  pidsLimit,
  ownNetwork,
  noHostUsers,
  noEngineSocket,
  bindsReadOnly,
  bridgeNetwork,
  imagePinned,
  judgedAttributes,
  knownValues,
  logRotation,
  maskedSystemPaths,
  noBusPort,
  noGpus,
  noLiteralSecret,
  noOutboundNetwork,
  noSwap,
  strictTmpfs,
];
