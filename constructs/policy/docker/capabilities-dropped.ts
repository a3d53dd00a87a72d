import { compliantIf, defineRule } from "../rule";

export const capabilitiesDropped = defineRule({
  id: "capabilities-dropped",
  cis: "5.4",
  reason:
    "each capability is a part of root that a process which was taken over can use against the host",
  wanted: "all dropped, none added",
  judges: {
    container: ({ addedCapabilities, droppedCapabilities }) => {
      const found = [
        ...droppedCapabilities.map((name) => `-${name}`),
        ...addedCapabilities.map((name) => `+${name}`),
      ];
      return compliantIf(
        droppedCapabilities.includes("ALL") && addedCapabilities.length === 0,
        found.length === 0 ? "those of the engine" : found.join(" "),
      );
    },
  },
});
