import { compliantIf, defineRule } from "../rule";

export const ownNetwork = defineRule({
  id: "own-network",
  cis: "5.30",
  reason: "on the default bridge every container of the host reaches it",
  wanted: "connected to networks of its own, never to `bridge`",
  judges: {
    container: ({ networkMode, networks }) => {
      const isUnconnected = networkMode === "none" && networks.every((name) => name === "none");
      return compliantIf(
        isUnconnected || (networks.length > 0 && !networks.includes("bridge")),
        networks.length === 0 ? networkMode : networks.join(", "),
      );
    },
  },
});
