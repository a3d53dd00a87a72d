import type { EnvironmentConfig } from "./schema";

/** The environment of the end-to-end tests: two clusters and two rings, so that none is special. */
export const ci: EnvironmentConfig = {
  target: "host",
  redis: [
    {
      name: "sessions",
      nodeTimeoutMs: 2000,
      port: 7100,
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"], channels: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
        { name: "counter", role: "custom", keys: ["count:*"], commands: ["+incr", "+get"] },
      ],
    },
    {
      name: "queue",
      nodeTimeoutMs: 2000,
      port: 7120,
      users: [{ name: "worker", role: "readWrite", keys: ["job:*"] }],
    },
  ],
  memcached: [
    { name: "pages", port: 11411, users: [{ name: "web" }, { name: "admin" }] },
    { name: "images", nodes: 2, port: 11421, users: [{ name: "web" }] },
  ],
};
