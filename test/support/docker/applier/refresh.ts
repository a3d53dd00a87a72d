import type { EngineApi } from "./engine-api";
import { resourceType } from "./resource-types";
import type { Selection } from "./selection";
import type { State, StoredInstance } from "./state";
import { canonical } from "./value";
import { walk } from "./walk";

/**
 * Asks the engine for everything that the state holds, and forgets what is gone.
 *
 * @throws Error with what could not be asked
 */
export async function refresh(
  state: State,
  selection: Selection,
  engine: EngineApi,
  report: (line: string) => void,
): Promise<void> {
  const look = async (stored: StoredInstance, isCurrent: boolean): Promise<void> => {
    const found = await resourceType(stored.type).read(stored.attributes, { engine });
    if (found === undefined) {
      report(`${stored.address}: gone`);
      state.remove(stored);
    } else if (isCurrent && canonical(found) !== canonical(stored.attributes)) {
      state.put({ ...stored, attributes: found });
    }
  };
  const tasks = [
    ...state.instances().map((stored) => ({ stored, isCurrent: true })),
    ...state.deposed().map((stored) => ({ stored, isCurrent: false })),
  ]
    .filter(({ stored }) => selection.takes(stored.address))
    .map(({ stored, isCurrent }) => ({ after: [], run: () => look(stored, isCurrent) }));
  const failures = await walk(tasks);
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join("\n"));
}
