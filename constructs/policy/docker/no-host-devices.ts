import { compliantWithout, defineRule } from "../rule";

export const noHostDevices = defineRule({
  id: "no-host-devices",
  cis: "5.18",
  reason: "a device of the host is read and written past every file permission",
  wanted: "none",
  judges: {
    container: ({ devices }) => compliantWithout(devices),
  },
});
