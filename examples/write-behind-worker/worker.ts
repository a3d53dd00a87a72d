// Brings queued people to a table, until it is told to end.
// Usage: tsx examples/write-behind-worker/worker.ts [environment] [database]
import { once } from "node:events";
import { WriteBehindWorker } from "../../clients";
import { People, type Person } from "./people";
import { connect, queue } from "./queue";

async function main(): Promise<void> {
  const [environment = "local", file = "people.db"] = process.argv.slice(2);
  const cluster = await connect(environment);
  const people = new People(file);
  try {
    // snippet:worker
    const worker = new WriteBehindWorker<Person>({
      cluster,
      queue,
      store: people,
      onError: (error) => console.error(error.message), // it is tried again
      onDeadLetter: ({ key, reason }) => console.error(`${key}: ${reason}`),
    });
    await worker.start();
    console.log("works");
    await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    const left = await worker.stop({ drainMs: 5000 });
    // end
    const { dead, stored } = worker.figures();
    console.log(`${stored} stored, ${dead} dead, ${left} left: ${people.names().join(", ")}`);
  } finally {
    people.close();
    cluster.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
