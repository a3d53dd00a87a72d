import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { access } from "./access";
import { afterRefusal } from "./after-refusal";
import { ascii } from "./ascii";
import { certificate } from "./certificate";
import { noLogin } from "./no-login";
import { nodeStopped } from "./node-stopped";
import { oldTls } from "./old-tls";
import { plaintext } from "./plaintext";
import { ringShares } from "./ring-shares";
import { rollingRestart } from "./rolling-restart";
import { stats } from "./stats";
import { udp } from "./udp";
import { wrongPassword } from "./wrong-password";
import { hardening } from "./hardening";
import { memcachedFaultChecks } from "./faults";
import { patternChecks } from "./patterns";

export * from "./faults";
export { patternAside, patternThrough, patternValues } from "./patterns";
export {
  access,
  afterRefusal,
  ascii,
  certificate,
  noLogin,
  nodeStopped,
  oldTls,
  plaintext,
  ringShares,
  rollingRestart,
  stats,
  udp,
  wrongPassword,
  hardening,
};

/** Every check of a Memcached ring, in the order in which a report is read. */
export const memcachedChecks: readonly Check<MemcachedManifest>[] = [
  certificate,
  oldTls,
  access,
  noLogin,
  wrongPassword,
  afterRefusal,
  ascii,
  plaintext,
  udp,
  ringShares,
  hardening,
  stats,
  nodeStopped,
  rollingRestart,
  ...memcachedFaultChecks,
  ...patternChecks,
];
