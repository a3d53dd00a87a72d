import { compliantIf, defineRule } from "../rule";

const UNSHARED: readonly string[] = ["private", "none"];

export const ownIpcNamespace = defineRule({
  id: "own-ipc-namespace",
  cis: "5.17",
  reason: "it reads and writes the shared memory of others",
  wanted: "an IPC namespace of its own",
  judges: {
    container: ({ ipcMode }) => compliantIf(UNSHARED.includes(ipcMode), ipcMode),
  },
});
