import { compliantIf, defineRule } from "../rule";

export const noOutboundNetwork = defineRule({
  id: "no-outbound-network",
  reason: "a server that was taken over sends the data out and fetches its tools",
  wanted: "internal, or without masquerading",
  judges: {
    network: ({ isInternal, masquerades }) =>
      compliantIf(
        isInternal || !masquerades,
        isInternal ? "internal" : masquerades ? "masquerading" : "no masquerading",
      ),
  },
});
