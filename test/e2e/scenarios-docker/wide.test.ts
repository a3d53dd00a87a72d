import * as checks from "../../../smoke/checks/redis";
import { DockerCluster } from "../../support/docker-cluster";
import { BOOKWORM } from "../../support/docker-images";
import { expectPass, runOn } from "../../support/redis-check";

jest.setTimeout(300_000);

/** Five shards keep a majority without two of their primaries; two replicas can be told apart. */
const cluster = new DockerCluster("cfwide", 22480, BOOKWORM, {
  nodeTimeoutMs: 2000,
  shards: 5,
  replicasPerShard: 2,
});

beforeAll(() => cluster.deploy());
afterAll(() => cluster.close());
afterEach(() => cluster.expectClean());

test.each([checks.primariesCrashTogether, checks.bestReplica, checks.replicaMigration])(
  "in containers: $id",
  async (check) => {
    expectPass(await runOn(cluster, check, { seed: 51 }));
  },
);
