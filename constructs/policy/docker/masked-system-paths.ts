import { compliantIf, defineRule } from "../rule";

export const maskedSystemPaths = defineRule({
  id: "masked-system-paths",
  reason: "/proc and /sys show the kernel's keys and memory, and take its settings",
  wanted: "no `systempaths=unconfined`",
  judges: {
    container: ({ masksSystemPaths }) =>
      compliantIf(masksSystemPaths, masksSystemPaths ? "masked" : "open"),
  },
});
