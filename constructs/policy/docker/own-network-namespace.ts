import { compliantIf, defineRule } from "../rule";

export const ownNetworkNamespace = defineRule({
  id: "own-network-namespace",
  cis: "5.10",
  reason:
    "a process on the host's network listens on its addresses and reaches what trusts 127.0.0.1",
  wanted: "a network namespace of its own",
  judges: {
    container: ({ networkMode, networks }) =>
      compliantIf(
        networkMode !== "host" &&
          !networkMode.startsWith("container:") &&
          !networks.includes("host"),
        networkMode === "host" || networkMode.startsWith("container:")
          ? networkMode
          : networks.includes("host")
            ? "host"
            : "its own",
      ),
  },
});
