import { DURATION } from "./duration";
import { LABELS } from "./resource-type";
import type { Schema, Shape } from "./schema";

const text: Shape = { kind: "string" };
const texts: Shape = { kind: "list", of: "string" };
const textSet: Shape = { kind: "set", of: "string" };
const flag: Shape = { kind: "boolean" };
const number: Shape = { kind: "number" };
const duration: Shape = { kind: "string", pattern: DURATION };

const HEALTHCHECK: Schema = {
  test: { shape: texts, required: true },
  interval: { shape: duration, default: "0s" },
  timeout: { shape: duration, default: "0s" },
  start_period: { shape: duration, default: "0s" },
  retries: { shape: { kind: "number", minimum: 0 }, default: 0 },
};

const MOUNT: Schema = {
  type: { shape: { kind: "string", pattern: /^(bind|volume)$/ }, required: true },
  source: { shape: text },
  target: { shape: text, required: true },
  read_only: { shape: flag },
  bind_options: {
    shape: {
      kind: "blocks",
      maximum: 1,
      attributes: {
        propagation: {
          shape: {
            kind: "string",
            pattern: /^(private|rprivate|shared|rshared|slave|rslave)$/,
          },
        },
      },
    },
  },
};

const PORT: Schema = {
  internal: { shape: number, required: true },
  external: { shape: number, required: true },
  ip: { shape: text, default: "0.0.0.0" },
  protocol: { shape: text, default: "tcp" },
};

/**
 * Attributes of `docker_container` in provider 3.6.2, as far as the kit emits them.
 *
 * Those that `updates` stand for change without another container; what of that the engine learns
 * of, `docker-container.ts` says.
 */
export const CONTAINER: Schema = {
  name: { shape: text, required: true },
  image: { shape: text, required: true },
  user: { shape: text },
  entrypoint: { shape: texts, computed: true },
  // Docker drops an empty argument; the provider refuses it.
  command: { shape: { kind: "list", of: "string", pattern: /./s }, computed: true },
  env: { shape: textSet, computed: true },
  hostname: { shape: text, computed: true },
  working_dir: { shape: text },
  read_only: { shape: flag },
  tmpfs: { shape: { kind: "map" }, change: "updates" },
  capabilities: {
    shape: {
      kind: "blocks",
      maximum: 1,
      attributes: { add: { shape: textSet }, drop: { shape: textSet } },
    },
  },
  security_opts: { shape: textSet, computed: true },
  ipc_mode: { shape: text, computed: true },
  memory: { shape: { kind: "number", minimum: 0 }, change: "updates" },
  memory_swap: { shape: { kind: "number", minimum: -1 }, change: "updates" },
  shm_size: { shape: { kind: "number", minimum: 0 }, computed: true },
  cpus: { shape: { kind: "string", pattern: /^\d+(\.\d{1,9})?$/ }, change: "updates" },
  ulimit: {
    shape: {
      kind: "blocks",
      attributes: {
        name: { shape: text, required: true },
        soft: { shape: number, required: true },
        hard: { shape: number, required: true },
      },
    },
  },
  restart: {
    shape: { kind: "string", pattern: /^(no|on-failure|always|unless-stopped)$/ },
    default: "no",
    change: "updates",
  },
  max_retry_count: { shape: number, change: "updates" },
  log_driver: { shape: text, computed: true },
  log_opts: { shape: { kind: "map" } },
  networks_advanced: {
    shape: {
      kind: "blocks",
      attributes: {
        name: { shape: text, required: true },
        ipv4_address: { shape: text },
        aliases: { shape: textSet },
      },
    },
  },
  ports: { shape: { kind: "blocks", attributes: PORT } },
  mounts: { shape: { kind: "blocks", attributes: MOUNT } },
  healthcheck: {
    shape: { kind: "blocks", maximum: 1, attributes: HEALTHCHECK },
    computed: true,
    change: "updates",
  },
  labels: { shape: { kind: "blocks", attributes: LABELS }, computed: true },
  must_run: { shape: flag, default: true, change: "updates" },
  wait: { shape: flag, default: false, change: "updates" },
  wait_timeout: { shape: number, default: 60, change: "updates" },
  stop_timeout: { shape: number, computed: true },
  destroy_grace_seconds: { shape: number, change: "updates" },
};
