import { compliantWithout, defineRule } from "../rule";

const FIRST_UNPRIVILEGED = 1024;

export const noPrivilegedPorts = defineRule({
  id: "no-privileged-ports",
  cis: "5.8",
  reason: "a service on a port below 1024 can pass for one that only root of the host may start",
  wanted: "ports of the host from 1024 on",
  judges: {
    container: ({ ports }) =>
      compliantWithout(
        ports
          .filter(({ hostPort }) => hostPort > 0 && hostPort < FIRST_UNPRIVILEGED)
          .map(({ hostPort, protocol }) => `${hostPort}/${protocol}`),
      ),
  },
});
