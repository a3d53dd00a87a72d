import { compliantIf, defineRule } from "../rule";

export const noSwap = defineRule({
  id: "no-swap",
  reason: "keys and passwords reach the disk, and a server that swaps looks dead to its peers",
  wanted: "memory and swap together no more than memory",
  judges: {
    container: ({ memoryAndSwapBytes, memoryBytes }) => {
      const swap = memoryAndSwapBytes - memoryBytes;
      const isLimited = memoryBytes > 0 && memoryAndSwapBytes > 0;
      return compliantIf(isLimited && swap <= 0, isLimited ? `${swap} bytes of swap` : "no limit");
    },
  },
});
