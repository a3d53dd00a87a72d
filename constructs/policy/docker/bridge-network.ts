import { compliantIf, defineRule } from "../rule";

export const bridgeNetwork = defineRule({
  id: "bridge-network",
  reason: "a network of another driver puts the containers onto the wire, past the port bindings",
  wanted: "driver `bridge`",
  judges: {
    network: ({ driver }) => compliantIf(driver === "bridge", driver),
  },
});
