import { BUS_PORT_OFFSET } from "../../redis/topology";
import { compliantWithout, defineRule } from "../rule";

export const noBusPort = defineRule({
  id: "no-bus-port",
  reason:
    "any certificate of the environment's authority opens the cluster bus, which has no other login",
  wanted: "no published port 10000 above a data port",
  judges: {
    container: ({ ports, texts }) =>
      compliantWithout(
        ports
          .filter(({ containerPort }) => {
            const dataPort = containerPort - BUS_PORT_OFFSET;
            return (
              ports.some((other) => other.containerPort === dataPort) ||
              texts.some(({ value }) => names(value, dataPort))
            );
          })
          .map(({ containerPort }) => `${containerPort} of ${containerPort - BUS_PORT_OFFSET}`),
      ),
  },
});

/** Whether a text, such as a command or a label, holds the port as a number of its own. */
function names(text: string, port: number): boolean {
  return port > 0 && new RegExp(`(^|\\D)${port}(\\D|$)`).test(text);
}
