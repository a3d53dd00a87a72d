import { containerFromInspect } from "./container-from-inspect";
import { flagOf, recordOf, textMapOf, textOf } from "./json-values";
import { masquerades, textsOfMap, volumeFacts } from "./engine-options";
import type { SubjectOf } from "./subject";

/** A container as `docker container inspect` tells it, Docker 20.10 to 28. */
export function subjectOfContainer(inspected: unknown): SubjectOf<"container"> {
  // The engine puts a slash before the name.
  const name = (textOf(recordOf(inspected)["Name"]) ?? "").replace(/^\//, "");
  return {
    kind: "container",
    name,
    path: `container ${name}`,
    facts: containerFromInspect(inspected),
  };
}

/** A network as `docker network inspect` tells it. */
export function subjectOfNetwork(inspected: unknown): SubjectOf<"network"> {
  const network = recordOf(inspected);
  const name = textOf(network["Name"]) ?? "";
  const options = textMapOf(network["Options"]);
  return {
    kind: "network",
    name,
    path: `network ${name}`,
    facts: {
      driver: textOf(network["Driver"]) ?? "",
      isInternal: flagOf(network["Internal"]),
      masquerades: masquerades(options),
      texts: [
        ...textsOfMap("label", textMapOf(network["Labels"])),
        ...textsOfMap("option", options),
      ],
    },
  };
}

/** A volume as `docker volume inspect` tells it. */
export function subjectOfVolume(inspected: unknown): SubjectOf<"volume"> {
  const volume = recordOf(inspected);
  const name = textOf(volume["Name"]) ?? "";
  const options = textMapOf(volume["Options"]);
  const texts = [
    ...textsOfMap("label", textMapOf(volume["Labels"])),
    ...textsOfMap("option", options),
  ];
  return {
    kind: "volume",
    name,
    path: `volume ${name}`,
    facts: volumeFacts(textOf(volume["Driver"]) ?? "", options, texts),
  };
}
