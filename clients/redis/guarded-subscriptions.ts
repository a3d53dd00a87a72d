import type { Cluster, Redis } from "ioredis";
import { isCertificateError, isLoginRefused } from "./connection-error";
import type { ManagedAccess } from "./managed-access";

/** What makes the connection of a cluster's subscriptions; no part of the types of ioredis 6. */
interface Subscriptions {
  readonly subscriber: Redis | null;
  isStarted(): boolean;
  selectSubscriber(): void;
}

const PAUSE_MS = 100;

/**
 * Guards the connection of subscriptions: ioredis makes it without the connector of the others, and makes
 * the next one as soon as a node has refused its login, hundreds of times in a second.
 */
export function guardSubscriptions(cluster: Cluster, access: ManagedAccess): void {
  const { subscriber: subscriptions } = cluster as unknown as { subscriber: Subscriptions };
  const select = subscriptions.selectSubscriber.bind(subscriptions);
  let pause: NodeJS.Timeout | undefined;
  subscriptions.selectSubscriber = () => {
    if (!access.isPaused) {
      select();
      watch(subscriptions.subscriber, access);
      return;
    }
    pause ??= setTimeout(() => {
      pause = undefined;
      if (subscriptions.isStarted()) subscriptions.selectSubscriber();
    }, PAUSE_MS);
  };
}

function watch(connection: Redis | null, access: ManagedAccess): void {
  const { authority, login } = access.now;
  connection?.once("ready", () => access.accepted(login?.password));
  connection?.on("error", (error: Error) => {
    if (isLoginRefused(error)) access.refused(login?.password, error.message);
    if (isCertificateError(error)) access.untrusted(authority, error);
  });
}
