import { compliantWithout, defineRule } from "../rule";

export const noGpus = defineRule({
  id: "no-gpus",
  reason: "the driver of a device that several containers share is a way from one into another",
  wanted: "none",
  judges: {
    container: ({ deviceRequests }) => compliantWithout(deviceRequests),
  },
});
