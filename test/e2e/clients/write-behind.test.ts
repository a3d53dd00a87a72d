import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { deadLetterContract } from "../../support/dead-letter-contract";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { WriteBehindBench } from "../../support/write-behind-bench";
import { writeBehindContract } from "../../support/write-behind-contract";
import { writeBehindUseContract } from "../../support/write-behind-use-contract";

let servers: TestCluster;
let cluster: Cluster;
beforeAll(async () => {
  servers = await startTestCluster({ port: 20800 });
  cluster = await connectRedis(servers.deployed, "api");
});
afterAll(async () => {
  cluster.disconnect();
  await servers.close();
});

const behind = new WriteBehindBench(() => cluster);
writeBehindContract(behind);
deadLetterContract(behind);
writeBehindUseContract(behind);
