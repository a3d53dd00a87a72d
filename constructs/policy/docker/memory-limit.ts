import { compliantIf, defineRule } from "../rule";

export const memoryLimit = defineRule({
  id: "memory-limit",
  cis: "5.11",
  reason: "one container that fills the memory lets the kernel end others",
  wanted: "a limit",
  judges: {
    container: ({ memoryBytes }) =>
      compliantIf(memoryBytes > 0, memoryBytes > 0 ? `${memoryBytes} bytes` : "no limit"),
  },
});
