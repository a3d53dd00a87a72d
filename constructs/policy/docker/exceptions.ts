import type { RuleException } from "../exception";

/** What the Docker target does not hold; docs/policy.md shows them, and every synth names them. */
export const DOCKER_EXCEPTIONS: readonly RuleException[] = [
  {
    rule: "pids-limit",
    reason:
      "the provider has no attribute for it, and `ulimit nproc` counts all processes of a user across containers; the gate at the end of a deployment sets the engine's own limit of 256, which the harness checks",
  },
  {
    rule: "restart-bounded",
    found: "unless-stopped",
    reason:
      "a server has to come back with the machine, and the engine starts `on-failure` containers again only when they fail; between attempts it waits twice as long each time, up to a minute",
  },
];
