import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../template";
import {
  type ContainerAttributes,
  containerRequest,
  endpointRequest,
  updateRequest,
} from "./container-request";
import { CONTAINER } from "./container-schema";
import { waitHealthy } from "./container-health";
import {
  type ContainerState,
  driftOf,
  type InspectedContainer,
  inspectPath,
} from "./container-state";
import { type EngineApi, EngineError } from "./engine-api";
import type { ResourceType } from "./resource-type";
import { Turns } from "./turns";
import { textOf } from "./value";

/** Attributes of which the provider tells the engine when they change; all other edits it only notes. */
const TOLD = ["restart", "max_retry_count", "memory", "memory_swap"];

/** The provider gives a container this long before it asks whether it runs. */
const FIRST_LOOK_MS = 100;

/**
 * Life of a container as in provider 3.6.2.
 *
 * An edit of `healthcheck` or `tmpfs` is planned as a change in place and reaches no engine: the
 * container keeps what it was made with (kreuzwerker/terraform-provider-docker#988). For `cpus` no source
 * says what 3.6.2 does; the applier takes the worse case, that it is noted only.
 */
export const dockerContainer: ResourceType = {
  name: "docker_container",
  schema: CONTAINER,
  computed: ["id"],

  async create(attributes, { engine, born, gone }) {
    const given = attributes as unknown as ContainerAttributes;
    const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", {
      query: { name: given.name },
      body: containerRequest(attributes),
    });
    born(Id);
    await attachNetworks(Id, given, engine);
    await turns.alone(() => engine.call("POST", `/containers/${Id}/start`));
    if (given.wait) await waitHealthy(given.name, Id, given.wait_timeout, engine);
    await sleep(FIRST_LOOK_MS);
    const state = await stateOf(Id, engine);
    if (!state.Running && given.must_run) {
      await remove({ ...attributes, id: Id }, engine);
      gone();
      throw new Error(
        `container ${given.name} exited immediately, with code ${state.ExitCode}; it was removed`,
      );
    }
    return { id: Id };
  },

  async read(attributes, { engine }) {
    const found = await engine.find<InspectedContainer>(inspectPath(textOf(attributes, "id")));
    if (found === undefined) return undefined;
    if (!found.State.Running && attributes["must_run"] === true) {
      // The provider removes a container that has ended as soon as it looks at it, in a plan too.
      await remove(attributes, engine);
      return undefined;
    }
    return { ...attributes, ...driftOf(found) };
  },

  async update(attributes, changed, { engine }) {
    if (!changed.some((name) => TOLD.includes(name))) return;
    const path = `/containers/${textOf(attributes, "id")}/update`;
    await engine.call("POST", path, { body: updateRequest(attributes) });
  },

  destroy: (attributes, { engine }) => remove(attributes, engine),
};

/** As the provider does it: off the bridge, then onto each network by a call of its own. */
async function attachNetworks(
  id: string,
  { networks_advanced: endpoints }: ContainerAttributes,
  engine: EngineApi,
): Promise<void> {
  if (endpoints === undefined) return;
  await engine.call("POST", "/networks/bridge/disconnect", { body: { Container: id } });
  for (const endpoint of endpoints) {
    const path = `/networks/${encodeURIComponent(endpoint.name)}/connect`;
    await engine.call("POST", path, { body: endpointRequest(id, endpoint) });
  }
}

async function stateOf(id: string, engine: EngineApi): Promise<ContainerState> {
  return (await engine.call<InspectedContainer>("GET", inspectPath(id))).State;
}

/** Without `destroy_grace_seconds` a container is killed at once, whatever its `stop_timeout` says. */
async function remove(attributes: JsonObject, engine: EngineApi): Promise<void> {
  const id = textOf(attributes, "id");
  const seconds = (attributes as unknown as ContainerAttributes).destroy_grace_seconds ?? 0;
  await turns.together(async () => {
    await engine.call("POST", `/containers/${id}/stop`, { query: { t: String(seconds) } });
    try {
      await engine.call("DELETE", `/containers/${id}`, { query: { v: "true", force: "true" } });
    } catch (error) {
      // Another may have been faster, or still be at it.
      if (!(error instanceof EngineError) || ![404, 409].includes(error.status)) throw error;
    }
  });
}

/**
 * Starts of containers, which take milliseconds, run alone: beside another start, or the end of another
 * container, Docker 20.10 now and again counts one endpoint of their network too many, and never removes
 * that network ("has active endpoints"). It adds one in memory for each, and once more when the write
 * meets another's.
 */
const turns = new Turns();
