import { EngineApi, EngineError } from "./applier/engine-api";

const engine = new EngineApi();

/** What the engine says of a thing. */
export function askEngine(path: string): Promise<unknown> {
  return engine.call("GET", path);
}

/** Tells the engine to do something. */
export async function tellEngine(path: string, body: object): Promise<void> {
  await engine.call("POST", path, { body });
}

/** Makes a container, and starts it unless told otherwise. */
export async function makeContainer(name: string, body: object, isStarted = true): Promise<void> {
  await engine.call("POST", "/containers/create", { query: { name }, body });
  if (isStarted) await engine.call("POST", `/containers/${name}/start`);
}

/** Removes a thing; one that is not there is as good. */
export async function removeFromEngine(path: string): Promise<void> {
  try {
    await engine.call("DELETE", path);
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404) throw error;
  }
}
