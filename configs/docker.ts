import type { EnvironmentConfig } from "./schema";

/** An environment of containers on a developer's own machine. */
export const docker: EnvironmentConfig = {
  target: "docker",
  redis: [
    {
      name: "sessions",
      nodeTimeoutMs: 2000,
      port: 7200,
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"], channels: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
      ],
    },
  ],
  memcached: [{ name: "pages", port: 11511, users: [{ name: "web" }] }],
};
