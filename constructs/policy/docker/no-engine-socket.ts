import { isWithin } from "../host-paths";
import { compliantWithout, defineRule } from "../rule";

const SOCKET_NAME = /\/(docker|containerd|podman|crio|dockershim|buildkitd)\.sock$/;
const SOCKETS: readonly string[] = ["/run/docker.sock", "/var/run/docker.sock"];

export const noEngineSocket = defineRule({
  id: "no-engine-socket",
  cis: "5.32",
  reason: "whoever may talk to the engine is root of the host",
  wanted: "no socket of an engine, nor a folder that holds one",
  judges: {
    container: ({ mounts }) =>
      compliantWithout(
        mounts
          .filter(({ source, type }) => type === "bind" && reachesSocket(source))
          .map(({ source, target }) => `${source} at ${target}`),
      ),
    volume: ({ boundFolder }) =>
      compliantWithout(
        boundFolder !== undefined && reachesSocket(boundFolder) ? [boundFolder] : [],
      ),
  },
});

function reachesSocket(path: string): boolean {
  return SOCKET_NAME.test(path) || SOCKETS.some((socket) => isWithin(socket, path));
}
