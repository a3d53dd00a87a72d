import type { EngineApi } from "./engine-api";
import type { ResourceType } from "./resource-type";
import { textOf } from "./value";

/** An image that the engine has already: tests pull nothing. */
export const dockerImage: ResourceType = {
  name: "docker_image",
  schema: {
    name: { shape: { kind: "string" }, required: true },
    keep_locally: { shape: { kind: "boolean" }, change: "updates" },
  },
  computed: ["id", "image_id"],

  async create(attributes, { engine, born }) {
    const name = textOf(attributes, "name");
    const imageId = await imageIdOf(name, engine);
    if (imageId === undefined) {
      throw new Error(`the engine has no image ${name}, and the applier pulls none`);
    }
    born(imageId + name);
    return { id: imageId + name, image_id: imageId };
  },

  async read(attributes, { engine }) {
    const name = textOf(attributes, "name");
    const imageId = await imageIdOf(name, engine);
    // A name that means another image now tells those that use it.
    return imageId === undefined
      ? undefined
      : { ...attributes, id: imageId + name, image_id: imageId };
  },

  async update() {
    // What becomes of the image at its end matters only then.
  },

  async destroy(attributes, { engine }) {
    if (attributes["keep_locally"] === true) return;
    const name = textOf(attributes, "name");
    if ((await imageIdOf(name, engine)) === undefined) return;
    await engine.call("DELETE", `/images/${encodeURIComponent(name)}`);
  },
};

async function imageIdOf(name: string, engine: EngineApi): Promise<string | undefined> {
  return (await engine.find<{ Id: string }>(`/images/${encodeURIComponent(name)}/json`))?.Id;
}
