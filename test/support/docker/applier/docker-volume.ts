import type { JsonObject } from "../../template";
import { LABELS, labelsOf, removeWhenUnused, type ResourceType } from "./resource-type";
import { textOf } from "./value";

/** A change of any attribute replaces the volume. */
export const dockerVolume: ResourceType = {
  name: "docker_volume",
  schema: {
    name: { shape: { kind: "string" }, computed: true, required: true },
    driver: { shape: { kind: "string" }, computed: true },
    driver_opts: { shape: { kind: "map" } },
    labels: { shape: { kind: "blocks", attributes: LABELS } },
  },
  computed: ["id", "mountpoint"],

  async create(attributes, { engine, born }) {
    const body = volumeRequest(attributes);
    const made = await engine.call<Volume>("POST", "/volumes/create", { body });
    born(made.Name);
    return { id: made.Name, mountpoint: made.Mountpoint };
  },

  async read(attributes, { engine }) {
    const found = await engine.find<Volume>(`/volumes/${textOf(attributes, "id")}`);
    return found === undefined ? undefined : { ...attributes, mountpoint: found.Mountpoint };
  },

  async update() {
    throw new Error("nothing of a volume changes in place");
  },

  destroy(attributes, { engine }) {
    const path = `/volumes/${textOf(attributes, "id")}`;
    return removeWhenUnused(
      () => engine.call("DELETE", path, { query: { force: "true" } }),
      "volume is in use",
    );
  },
};

interface Volume {
  readonly Name: string;
  readonly Mountpoint: string;
}

/** Body of the request that makes a volume. */
export function volumeRequest(attributes: JsonObject): JsonObject {
  return {
    Name: attributes["name"] ?? null,
    ...(attributes["driver"] === undefined ? {} : { Driver: attributes["driver"] }),
    DriverOpts: attributes["driver_opts"] ?? {},
    Labels: labelsOf(attributes),
  };
}
