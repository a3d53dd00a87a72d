import { get, type RequestOptions } from "node:https";
import { MetricsServer, type MetricsServerProps } from "../../../monitor/exporter/metrics-server";
import { createTestAuthority } from "../../support/certificates";

const LOCAL = { host: "127.0.0.1", port: 0 };
const TOKEN = "0123456789abcdef";

async function served(
  props: Partial<MetricsServerProps>,
  work: (url: string) => Promise<void>,
  scrape = (): Promise<string> => Promise.resolve("up 1\n"),
): Promise<void> {
  const server = await MetricsServer.start({ ...LOCAL, ...props }, scrape);
  try {
    await work(server.url);
  } finally {
    await server.close();
  }
}

test("metrics are served on loopback, and nothing else", async () => {
  await served({}, async (url) => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toBe("up 1\n");
    expect((await fetch(url.replace("metrics", ""))).status).toBe(404);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    expect(await (await fetch(url, { method: "HEAD" })).text()).toBe("");
  });
});

test("a scrape that fails is an error for the reader, and the next one is served", async () => {
  let isBroken = true;
  const scrape = (): Promise<string> =>
    isBroken ? Promise.reject(new Error("no answer")) : Promise.resolve("up 1\n");
  await served(
    {},
    async (url) => {
      const broken = await fetch(url);
      expect([broken.status, await broken.text()]).toEqual([500, "no answer\n"]);
      isBroken = false;
      expect((await fetch(url)).status).toBe(200);
    },
    scrape,
  );
});

test("who has no token gets nothing", async () => {
  await served({ token: TOKEN }, async (url) => {
    const asking = async (authorization?: string): Promise<number> =>
      (await fetch(url, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await asking()).toBe(401);
    expect(await asking(`Bearer ${TOKEN}x`)).toBe(401);
    expect(await asking(TOKEN)).toBe(401);
    expect(await asking(`Bearer ${TOKEN}`)).toBe(200);
  });
});

test("who shows no certificate of the authority gets nothing", async () => {
  const authority = await createTestAuthority("metrics");
  const stranger = await createTestAuthority("stranger");
  const own = await authority.issue({ ipAddresses: ["127.0.0.1"] });
  const tls = { ...own, clientAuthority: authority.certificate };
  await served({ tls }, async (url) => {
    const asking = (options: RequestOptions): Promise<number | string> =>
      new Promise((resolve) => {
        get(url, { ca: authority.certificate, agent: false, ...options }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }).on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    const reader = await authority.issue({ dnsNames: ["reader"] });
    expect(await asking({ cert: reader.certificate, key: reader.key })).toBe(200);
    expect(await asking({})).not.toBe(200);
    const other = await stranger.issue({ dnsNames: ["reader"] });
    expect(await asking({ cert: other.certificate, key: other.key })).not.toBe(200);
  });
});

const tls = { certificate: "", key: "" };

test.each([
  [{ host: "0.0.0.0" }, "MONITOR_UNGUARDED"],
  [{ host: "::" }, "MONITOR_UNGUARDED"],
  [{ host: "metrics.example" }, "MONITOR_UNGUARDED"],
  [{ host: "0.0.0.0", token: TOKEN }, "MONITOR_UNGUARDED"],
  [{ host: "0.0.0.0", tls }, "MONITOR_UNGUARDED"],
  [{ token: "short" }, "MONITOR_TOKEN_SHORT"],
])("%j is refused", async (props, code) => {
  const start = MetricsServer.start({ ...LOCAL, ...props }, () => Promise.resolve(""));
  await expect(start).rejects.toMatchObject({ code });
});
