import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import { certifyAgain } from "../../../../constructs/tls/authority";
import type { ClusterWatch } from "../../../../operate/redis/cluster-watch";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { shownCertificate } from "../../../probes/tls-probe";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { changeSetting } from "../change-setting";
import { findWholeCluster } from "../failover-stage";
import { gapsText, impossibleValues, loadDetails, writesText } from "../fault-report";
import { LINK_BOUND_MS, LINK_DERIVATION } from "../link-bound";
import { faultNodes } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { lastingConnections } from "../membership/connection-list";
import { needsReplicas } from "../membership/needs-replicas";
import { judgeSameOwners } from "../membership/same-owners";
import { openSession } from "../nodes";
import { setBack } from "../set-back";
import { wholeProblem } from "../whole-cluster";
import { NewConnections } from "./new-connections";
import { judgeCutLinks, linkedAfter } from "./replica-links";
import { requireAuthority } from "./signing-authority";

const TIMEOUT_MS = 180_000;
/**
 * Milliseconds that the certificate is still valid for: to be laid, read and accepted. One that is over
 * already, later servers do not read (Valkey, pull request 2999).
 */
const LEFT_MS = 5000;
/** `X509_cmp_time` of OpenSSL compares whole seconds. */
const REFUSED_MS = 1000;
/** Milliseconds that the first refusal is waited for. */
const PATIENCE_MS = 5000;
/** Refused connections that are counted after the former certificate is set again. */
const COUNTED = 20;
const POLL_MS = 100;

const JUDGEMENT: Judgement = {
  expected: `from the end of the certificate on (within ${REFUSED_MS} ms) new connections to that node fail with CERT_HAS_EXPIRED, to others do not; open connections and links stay, the cluster is whole, every write acknowledged and kept; with the former certificate at once as before, replicas linked within ${LINK_BOUND_MS} ms`,
  hint: "see the log of the node that is named for connections that it dropped or refused; cachefort up renews a certificate that ends within 30 days",
};

export const certificateExpired: Check<RedisManifest> = {
  id: "redis/certificate-expired",
  title: "The certificate of a primary runs out under write load",
  proves:
    "A certificate that ends costs no open connection and no write, keeps new ones out for that reason alone, also those of replicas, and a valid one lets them in again without a restart.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: "not on this target: ElastiCache has the keys of its certificates" },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { deployed, driver, seed, signal } = context;
    const layCertificate = driver.layCertificate?.bind(driver);
    if (layCertificate === undefined) {
      throw new CheckSkip(`not on this target: ${deployed.manifest.target} lays no certificate`);
    }
    const authority = requireAuthority(context);
    const { lines, shardOfSlot, shards, watch } = await findWholeCluster(context, JUDGEMENT);
    const shard = new SeededRandom(seed).pick(shards);
    const { primary } = shard;
    const isNeeded = await demand(JUDGEMENT, () => needsReplicas(context, primary));
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shardUnderTest: shard.number, shards: shards.length, maxMs: TIMEOUT_MS },
      JUDGEMENT,
    );
    // Nobody gets in later.
    const session = await demand(JUDGEMENT, () => openSession(context, primary, OPERATOR_USER));
    context.onExit(() => Promise.resolve(session.close()));
    const links = async (): Promise<number[]> =>
      lastingConnections(String(await session.value("CLIENT", "LIST")));
    const connections = new NewConnections(faultNodes(context), authority.certificate);

    context.onExit(async () => driver.removeCertificate?.(primary.ref));
    context.progress(`a certificate that runs out for node ${primary.id}`);
    const until = new Date(Math.ceil((Date.now() + LEFT_MS) / 1000) * 1000);
    const restore = await demand(JUDGEMENT, async () => {
      const shown = await shownCertificate(primary, { authority: authority.certificate });
      const again = await certifyAgain(authority, shown.toString(), until);
      const path = await layCertificate(primary.ref, again);
      return changeSetting(context, primary, "tls-cert-file", path, {
        session,
        otherwise: (value) =>
          setBack(deployed, driver, primary, { parameter: "tls-cert-file", value }),
      });
    });
    const seen = await connections.judge("before its end");
    const before = await demand(JUDGEMENT, links);
    await sleep(Math.max(0, until.getTime() - Date.now()), undefined, { signal });
    const endedAt = performance.now();
    context.progress(`the certificate of node ${primary.id} has run out`);
    const refusedMs = await connections.refusedAfter(
      context,
      primary,
      until.getTime(),
      PATIENCE_MS,
    );
    seen.push(await judgeWhole(context, watch), ...(await connections.judge("after it", primary)));
    const dropped = await demand(JUDGEMENT, async () => droppedFrom(before, await links()));
    if (isNeeded) {
      seen.push({ holds: true, seen: "links of replicas left alone: writes need them" });
    } else {
      context.progress(`cutting the links of the replicas of node ${primary.id}`);
      seen.push(await demand(JUDGEMENT, () => judgeCutLinks(context, watch, shard, session)));
    }
    context.progress(`the former certificate for node ${primary.id}`);
    await demand(JUDGEMENT, restore);
    const restoredAt = performance.now();
    const refused = await connections.refused(primary, COUNTED);
    const linkedMs = await linkedAfter(context, watch, restoredAt);
    const result = await load.finish(endedAt, JUDGEMENT);
    const [view] = await watch.look();
    const { failed, lost, unknown } = result.account;
    const what = `certificate of node ${primary.id} expired`;
    return conclude(
      JUDGEMENT,
      [
        { holds: true, seen: `seed ${seed} chose: ${what}` },
        judgeFigure({
          what: "refused from its end on, after",
          unit: "ms",
          measured: refusedMs,
          atMost: REFUSED_MS,
          derivation: "OpenSSL compares whole seconds",
        }),
        ...seen,
        judgeFigure({
          what: "open connections dropped",
          unit: "count",
          measured: dropped,
          atMost: 0,
          derivation: "TLS looks at a certificate in the handshake only",
        }),
        judgeFigure({
          what: "new connections refused after the former certificate was set",
          unit: "count",
          measured: refused,
          atMost: 0,
          derivation: "the server has read it before it answers CONFIG SET (applyTlsCfg)",
        }),
        judgeFigure({
          what: "replicas linked after",
          unit: "ms",
          measured: linkedMs,
          atMost: LINK_BOUND_MS,
          derivation: LINK_DERIVATION,
        }),
        judgeSameOwners(ownershipOf(lines), ownershipOf(view?.lines ?? [])),
        { holds: failed + lost.length + unknown === 0, seen: writesText(result) },
        { holds: true, seen: gapsText(result, shard.number) },
        ...impossibleValues(result),
      ],
      { seed, node: primary.id, until: until.toISOString(), ...loadDetails(result, endedAt) },
      loadExhibits(result, endedAt, [{ what, from: endedAt, to: restoredAt }]),
    );
  },
};

/** Looks for as long as it takes until every node would be counted as failed that nobody hears. */
async function judgeWhole(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
): Promise<Observation> {
  const { nodeTimeoutMs } = context.deployed.manifest;
  // Each node is asked at least every half node timeout, and counted as failed a node timeout later.
  const deadline = performance.now() + 1.5 * nodeTimeoutMs;
  while (performance.now() < deadline) {
    const problem = wholeProblem(context, await watch.look());
    if (problem !== undefined) return { holds: false, seen: `meanwhile ${problem}` };
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
  return {
    holds: true,
    seen: `whole for ${1.5 * nodeTimeoutMs} ms, cluster_state ok on each node`,
  };
}

function droppedFrom(before: readonly number[], after: readonly number[]): number {
  return before.filter((id) => !after.includes(id)).length;
}
