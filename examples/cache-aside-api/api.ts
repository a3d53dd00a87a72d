// Serves products over HTTP, read through a cache.
// Usage: tsx examples/cache-aside-api/api.ts [environment] [redis|memcached] [port] [database]
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { cacheMetrics, MonitoredCache } from "../../clients";
import { Catalogue } from "./catalogue";
import { openCache } from "./open-cache";
import { Products } from "./products";

const id = z.coerce.number().int().positive();
const popular = z.object({
  category: z.string().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
const price = z.object({ cents: z.int().min(0) });

type Answer = { readonly status: number; readonly json: unknown };

async function answer(catalogue: Catalogue, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const one = /^\/products\/([^/]+)$/.exec(url.pathname)?.[1];
  if (request.method === "GET" && url.pathname === "/products") {
    const asked = popular.parse(Object.fromEntries(url.searchParams));
    return { status: 200, json: await catalogue.popular(asked) };
  }
  if (request.method === "GET" && one !== undefined)
    return found(await catalogue.find(id.parse(one)));
  if (request.method === "PUT" && one !== undefined) {
    const { cents } = price.parse(JSON.parse(await text(request)));
    return found(await catalogue.setPrice(id.parse(one), cents));
  }
  return { status: 404, json: { error: "no such page" } };
}

function found(product: unknown): Answer {
  if (product !== undefined) return { status: 200, json: product };
  return { status: 404, json: { error: "no such product" } };
}

async function respond(
  catalogue: Catalogue,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let given: Answer;
  try {
    given = await answer(catalogue, request);
  } catch (error) {
    const isBadInput = error instanceof z.ZodError || error instanceof SyntaxError;
    if (!isBadInput) console.error(error);
    given = isBadInput
      ? { status: 400, json: { error: error.message } }
      : { status: 503, json: { error: (error as Error).message } };
  }
  response.writeHead(given.status, { "content-type": "application/json" });
  response.end(JSON.stringify(given.json));
}

async function main(): Promise<void> {
  const [environment = "local", engine = "redis", port = "8080", file = "products.db"] =
    process.argv.slice(2);
  const { cache, close } = await openCache(environment, engine);
  const products = new Products(file);
  try {
    const monitored = new MonitoredCache(cache);
    const catalogue = new Catalogue(monitored, products, (_key, error) =>
      console.error(error.message),
    );
    const server = createServer((request, response) => {
      if (request.url === "/metrics") {
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
        response.end(cacheMetrics(monitored.statistics.figures(), { cache: "products" }));
      } else void respond(catalogue, request, response);
    });
    await once(server.listen(Number(port), "127.0.0.1"), "listening");
    const address = server.address();
    console.log(`listens on ${typeof address === "object" ? address?.port : address}`);
    await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    server.close();
    await once(server, "close");
  } finally {
    products.close();
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
