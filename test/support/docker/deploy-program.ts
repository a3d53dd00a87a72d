// Deploys a cluster and a ring, proves them and removes them again, as whoever calls it; prints what was
// seen as JSON. Usage: deploy-program.ts NAME-OF-ENVIRONMENT
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { BOOKWORM } from "../docker-images";
import { DockerProject } from "../docker-project";
import { failuresOf, suiteOn } from "../suite";

const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [
    {
      name: "carts",
      port: 22670,
      replicasPerShard: 0,
      nodeTimeoutMs: 2000,
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
      ],
    },
  ],
  memcached: [{ name: "pages", nodes: 1, port: 22678, users: [{ name: "web" }] }],
};

/** What a deployment by one account has shown. */
export interface Deployed {
  /** Empty when every check passed. */
  readonly failures: string;
  /** Changes that a second deployment would make. */
  readonly changes: number;
  /** Effective user of every process in the containers. */
  readonly uids: readonly string[];
}

async function main(name: string): Promise<void> {
  const project = new DockerProject(name);
  try {
    await project.deploy(config);
    const deployed = [project.deployed("carts"), project.deployed("pages")];
    const failures = failuresOf(await suiteOn(deployed, project.driver, "quick"));
    const refs = deployed.flatMap(({ manifest }) => manifest.nodes.map(({ ref }) => ref));
    const tops = await Promise.all(refs.map((ref) => docker("top", ref, "-eo", "pid,uid")));
    const uids = tops.flatMap(({ stdout }) =>
      [...stdout.matchAll(/^\s*\d+\s+(\d+)$/gm)].map(([, uid = ""]) => uid),
    );
    const changes = (await project.plan(config)).length;
    const seen: Deployed = { failures, changes, uids: [...new Set(uids)] };
    process.stdout.write(JSON.stringify(seen));
  } finally {
    await project.close();
  }
}

main(process.argv[2] ?? "").catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
