import type { JsonObject } from "../../template";
import { compareVersions } from "./engine-api";
import { LABELS, labelsOf, removeWhenUnused, type ResourceType } from "./resource-type";
import { textOf } from "./value";

/** A change of any attribute replaces the network. */
export const dockerNetwork: ResourceType = {
  name: "docker_network",
  schema: {
    name: { shape: { kind: "string" }, required: true },
    driver: { shape: { kind: "string" }, computed: true },
    internal: { shape: { kind: "boolean" }, computed: true },
    ipam_config: {
      shape: {
        kind: "blocks",
        attributes: {
          subnet: { shape: { kind: "string" } },
          gateway: { shape: { kind: "string" } },
        },
      },
      computed: true,
    },
    options: { shape: { kind: "map" }, computed: true },
    labels: { shape: { kind: "blocks", attributes: LABELS } },
  },
  computed: ["id"],

  async create(attributes, { engine, born }) {
    const body = networkRequest(attributes, await engine.version());
    const { Id } = await engine.call<{ Id: string }>("POST", "/networks/create", { body });
    born(Id);
    return { id: Id };
  },

  async read(attributes, { engine }) {
    const found = await engine.find(`/networks/${textOf(attributes, "id")}`);
    return found === undefined ? undefined : attributes;
  },

  async update() {
    throw new Error("nothing of a network changes in place");
  },

  destroy(attributes, { engine }) {
    const path = `/networks/${textOf(attributes, "id")}`;
    return removeWhenUnused(() => engine.call("DELETE", path), "has active endpoints");
  },
};

/**
 * Body of the request that makes a network.
 *
 * @param version of the Engine API
 */
export function networkRequest(attributes: JsonObject, version: string): JsonObject {
  const ipam = (attributes["ipam_config"] ?? []) as { subnet?: string; gateway?: string }[];
  return {
    Name: attributes["name"] ?? null,
    // From 1.44 on the engine refuses a name that it has already, and knows no such wish.
    ...(compareVersions(version, "1.44") < 0 ? { CheckDuplicate: true } : {}),
    ...(attributes["driver"] === undefined ? {} : { Driver: attributes["driver"] }),
    Internal: attributes["internal"] ?? false,
    IPAM: {
      Driver: "default",
      Config: ipam.map(({ subnet, gateway }) => ({
        ...(subnet === undefined ? {} : { Subnet: subnet }),
        ...(gateway === undefined ? {} : { Gateway: gateway }),
      })),
    },
    Options: attributes["options"] ?? {},
    Labels: labelsOf(attributes),
  };
}
