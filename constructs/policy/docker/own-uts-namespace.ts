import { compliantIf, defineRule } from "../rule";

export const ownUtsNamespace = defineRule({
  id: "own-uts-namespace",
  cis: "5.21",
  reason: "it can rename the host",
  wanted: "a UTS namespace of its own",
  judges: {
    container: ({ utsMode }) =>
      compliantIf(utsMode === "" || utsMode === "private", utsMode === "" ? "its own" : utsMode),
  },
});
