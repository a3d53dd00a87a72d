import { containerFromTerraform, labelTexts } from "./container-from-terraform";
import { flagOf, recordOf, textMapOf, textOf, type JsonRecord } from "./json-values";
import type { NetworkFacts, Subject } from "./subject";
import { shapesResource } from "./terraform-attributes";
import { resolveReferences, unknownsIn } from "./terraform-references";
import { masquerades, textsOfMap, volumeFacts } from "./engine-options";

/**
 * Everything of Docker that a stack configures: each resource twice, as it is written and as it is
 * meant.
 *
 * @param configuration parsed cdk.tf.json
 */
export function subjectsOfTerraform(configuration: unknown): Subject[] {
  const resources = recordOf(recordOf(configuration)["resource"]);
  return Object.entries(resources)
    .filter(([type]) => type.startsWith("docker_"))
    .flatMap(([type, byId]) =>
      Object.entries(recordOf(byId)).flatMap(([id, written]) => {
        const attributes = withoutNulls(recordOf(resolveReferences(written, resources)));
        return [configurationOf(type, id, attributes), ...meantBy(type, id, attributes)];
      }),
    );
}

function configurationOf(type: string, id: string, attributes: JsonRecord): Subject {
  const names = Object.keys(attributes);
  const shaping = names.filter(shapesResource);
  const unknowns = shaping.flatMap((name) => unknownsIn(attributes[name], name));
  return {
    kind: "configuration",
    name: `${type}.${id}`,
    path: pathOf(type, id, attributes),
    facts: { type, attributes: names, unknowns },
  };
}

function meantBy(type: string, id: string, attributes: JsonRecord): Subject[] {
  const path = pathOf(type, id, attributes);
  const name = textOf(attributes["name"]) ?? id;
  switch (type) {
    case "docker_container":
      return [{ kind: "container", name, path, facts: containerFromTerraform(attributes) }];
    case "docker_image":
      return [{ kind: "image", name, path, facts: { reference: name } }];
    case "docker_network":
      return [{ kind: "network", name, path, facts: networkOf(attributes) }];
    case "docker_volume": {
      const options = textMapOf(attributes["driver_opts"]);
      const texts = [...labelTexts(attributes), ...textsOfMap("option", options)];
      const driver = textOf(attributes["driver"]) ?? "local";
      return [{ kind: "volume", name, path, facts: volumeFacts(driver, options, texts) }];
    }
    default:
      return [];
  }
}

function networkOf(attributes: JsonRecord): NetworkFacts {
  const options = textMapOf(attributes["options"]);
  return {
    driver: textOf(attributes["driver"]) ?? "bridge",
    isInternal: flagOf(attributes["internal"]),
    masquerades: masquerades(options),
    texts: [...labelTexts(attributes), ...textsOfMap("option", options)],
  };
}

/** cdktf writes the construct's path beside the attributes. */
function pathOf(type: string, id: string, attributes: JsonRecord): string {
  const { metadata } = recordOf(attributes["//"]);
  return textOf(recordOf(metadata)["path"]) ?? `${type}.${id}`;
}

function withoutNulls(attributes: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
