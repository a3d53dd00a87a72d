// Queues people. Usage: tsx examples/write-behind-worker/producer.ts [environment] [name …]
import { WriteBehind } from "../../clients";
import type { Person } from "./people";
import { connect, queue } from "./queue";

async function main(): Promise<void> {
  const [environment = "local", ...names] = process.argv.slice(2);
  const cluster = await connect(environment);
  try {
    // snippet:producer
    const people = new WriteBehind<Person>({ cluster, queue });
    for (const [id, name] of names.entries()) await people.save(`person:${id}`, { name });
    console.log(people.figures()); // { accepted: 2, refused: 0, unconfirmed: 0 }
    await people.close();
    // end
  } finally {
    cluster.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
