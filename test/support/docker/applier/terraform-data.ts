import { randomUUID } from "node:crypto";
import type { ResourceType } from "./resource-type";

/** The resource that Terraform has built in: nothing but an id, and a reason to get another one. */
export const terraformData: ResourceType = {
  name: "terraform_data",
  schema: { triggers_replace: { shape: { kind: "any" } } },
  computed: ["id"],

  async create(_attributes, { born }) {
    const id = randomUUID();
    born(id);
    return { id };
  },

  read: (attributes) => Promise.resolve(attributes),

  async update() {
    throw new Error("nothing of terraform_data changes in place");
  },

  async destroy() {
    // There is nothing outside the state.
  },
};
