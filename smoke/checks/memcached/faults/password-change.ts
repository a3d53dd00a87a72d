import { randomBytes } from "node:crypto";
import { readAuthority } from "../../../../clients/manifest-file";
import { Status } from "../../../../clients/memcached/status";
import type {
  MemcachedManifest,
  MemcachedManifestNode,
} from "../../../../constructs/core/manifest";
import { loginOf } from "../../../../constructs/memcached/sasl";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { getRequest, loginRequest } from "../../../probes/memcached-binary";
import { describeReply, hasStatus, MemcachedProbe } from "../../../probes/memcached-probe";
import { conclude } from "../../conclude";
import { demand, type Judgement, type Observation } from "../../judge";
import { judgeOthers, judgeServed, judgeValues, ringLoadExhibits, within } from "./judge-load";
import { setRingStage, settleAndStop } from "./ring-stage";

const JUDGEMENT: Judgement = {
  expected:
    "new logins with the new password accepted and with the former one refused at once; whoever is logged in served on; no other node and no other user affected",
  hint: "the server must read its users at each login; one that was started with another file than the deployment's shows here",
};
const PASSWORD_BYTES = 18;

export const passwordChange: Check<MemcachedManifest> = {
  id: "memcached/password-change",
  title: "A password changes while the node runs",
  proves:
    "A node takes a user's new password and refuses the former one from the next login on, and serves on whoever is logged in; the user is the check's own.",
  kind: "memcached",
  suite: "full",
  injectsFaults: true,
  needsLogin: true,
  skippedOn: {
    docker:
      "not on this target: a container's users are laid before it starts, and another password replaces it",
    aws: "not on this target: a task reads its users from Secrets Manager when it starts",
  },
  run: async (context) => {
    const { driver, onExit, runId, seed } = context;
    const setLogin = driver.setLogin?.bind(driver);
    if (setLogin === undefined)
      throw new CheckSkip("the target's users change by a deployment only");
    const stage = await setRingStage(context, { noun: "password-change", judgement: JUDGEMENT });
    const { load, node, server } = stage;
    const user = `cf-smoke-${runId}`;
    const [former, next] = [newPassword(), newPassword()];
    const other = context.deployed.manifest.nodes.find(({ id }) => id !== node.id);
    onExit(() => setLogin(node.ref, user, undefined));
    context.progress(`changing a password of node ${node.id}`);
    const from = performance.now();
    await setLogin(node.ref, user, former);
    const seen = await demand(JUDGEMENT, () =>
      withLogin(context, node, user, former, async (loggedIn) => {
        const begun = await loggedIn("before the change");
        await setLogin(node.ref, user, next);
        return [
          ...begun,
          await tryLogin(context, node, user, former, "refused", "former password"),
          await tryLogin(context, node, user, next, "accepted", "new password"),
          ...(await loggedIn("after the change")),
        ];
      }),
    );
    const elsewhere = await demand(JUDGEMENT, async () =>
      other === undefined
        ? []
        : [await tryLogin(context, other, user, next, "refused", "on another node")],
    );
    await setLogin(node.ref, user, undefined);
    const gone = await demand(JUDGEMENT, () =>
      tryLogin(context, node, user, next, "refused", "user that was taken away"),
    );
    await settleAndStop(context, stage);
    const to = performance.now();
    const own = within(load.requests, { from, to }).filter((one) => one.server === server);
    return conclude(
      JUDGEMENT,
      [
        { holds: true, seen: `seed ${seed} chose node ${node.id}` },
        ...seen,
        ...elsewhere,
        gone,
        judgeServed("requests to the node", own, "other users are others' affair"),
        ...judgeOthers(stage, { from, to }),
        judgeValues(stage),
      ],
      { seed, node: node.id },
      ringLoadExhibits(stage, [{ what: `password on node ${node.id} changes`, from, to }]),
    );
  },
};

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}

/** Works with a connection that is logged in; what it is handed says whether the connection is served. */
async function withLogin(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  user: string,
  password: string,
  work: (
    loggedIn: (when: string) => Promise<readonly Observation[]>,
  ) => Promise<readonly Observation[]>,
): Promise<readonly Observation[]> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    const welcome = await probe.ask(loginRequest(loginFor(context, user), password));
    return await work(async (when) => {
      const reply = await probe.ask(getRequest(`cf-smoke:${context.runId}:nothing`));
      const holds = hasStatus(welcome, Status.ok) && hasStatus(reply, Status.keyNotFound);
      return [{ holds, seen: `logged in ${when}: ${describeReply(reply)}` }];
    });
  } finally {
    probe.close();
  }
}

async function tryLogin(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  user: string,
  password: string,
  wanted: "accepted" | "refused",
  what: string,
): Promise<Observation> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    const reply = await probe.ask(loginRequest(loginFor(context, user), password));
    const status = wanted === "accepted" ? Status.ok : Status.loginRequired;
    return { holds: hasStatus(reply, status), seen: `${what}: ${describeReply(reply)}` };
  } finally {
    probe.close();
  }
}

function loginFor({ deployed }: CheckContext<MemcachedManifest>, user: string): string {
  const { sasl } = deployed.manifest;
  return sasl === undefined ? user : loginOf(sasl.login, user, sasl.realm);
}
