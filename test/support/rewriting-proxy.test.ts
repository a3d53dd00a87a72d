import { once } from "node:events";
import { connect } from "node:net";
import { createTestAuthority } from "./certificates";
import { startProxy } from "./rewriting-proxy";

const PORT = 20990;
/** Far below the two minutes for which Node waits for a handshake. */
const CLOSED_MS = 5000;

test("a proxy closes although somebody has connected and says nothing", async () => {
  const authority = await createTestAuthority("test authority");
  const { certificate, key } = await authority.issue({ ipAddresses: ["127.0.0.1"] });
  const close = await startProxy(
    {
      ...{ host: "127.0.0.1", nodeHost: "127.0.0.1", port: PORT },
      ...{ certificate, key, authority: authority.certificate },
    },
    (command) => [command],
  );
  const silent = connect({ host: "127.0.0.1", port: PORT });
  silent.on("error", () => undefined);
  try {
    await once(silent, "connect");
    // The proxy has accepted it by then.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const late = new Promise((resolve) => setTimeout(() => resolve("late"), CLOSED_MS).unref());
    expect(await Promise.race([close().then(() => "closed"), late])).toBe("closed");
  } finally {
    silent.destroy();
  }
}, 20_000);
