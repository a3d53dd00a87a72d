import { type PublishedPort } from "../container-facts";
import { compliantWithout, defineRule } from "../rule";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/;

export const portsOnLoopback = defineRule({
  id: "ports-on-loopback",
  cis: "5.14",
  reason: "a port on every address is open to the network, past the firewall of the host",
  wanted: "published on a loopback address",
  judges: {
    container: ({ ports }) => {
      const open = ports.filter(({ hostIp }) => !LOOPBACK.test(hostIp)).map(textOfPort);
      return compliantWithout(open, ports.length === 0 ? "none" : ports.map(textOfPort).join(", "));
    },
  },
});

function textOfPort({ hostIp, containerPort, protocol }: PublishedPort): string {
  return `${containerPort}/${protocol} on ${hostIp}`;
}
