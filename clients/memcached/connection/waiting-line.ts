import type { Channel } from "./channel";
import type { Exchange } from "./exchange";

/** Commands that were not sent, in the order of their deadlines. */
export class WaitingLine {
  private exchanges: Exchange[] = [];

  /** @param refuse ends a command that will not be sent */
  constructor(private readonly refuse: (exchange: Exchange, error: Error) => void) {}

  get isEmpty(): boolean {
    return this.exchanges.length === 0;
  }

  /** Of the first command, on the clock of `performance.now()`. */
  get deadline(): number | undefined {
    return this.exchanges[0]?.deadline;
  }

  add(exchange: Exchange): void {
    this.exchanges.push(exchange);
  }

  /** Sends what a channel takes now. @param late why those whose time is over are not sent */
  sendOn(channel: Channel, late: () => Error): void {
    if (this.isEmpty) return;
    this.refuseLate(late);
    let sent = 0;
    for (const exchange of this.exchanges) {
      if (channel.isBlocked) break;
      channel.send(exchange);
      sent += 1;
    }
    this.exchanges = this.exchanges.slice(sent);
  }

  refuseLate(late: () => Error): void {
    const now = performance.now();
    const first = this.exchanges.findIndex(({ deadline }) => deadline > now);
    const count = first < 0 ? this.exchanges.length : first;
    for (const exchange of this.exchanges.splice(0, count)) this.refuse(exchange, late());
  }

  refuseAll(error: Error): void {
    for (const exchange of this.exchanges.splice(0)) this.refuse(exchange, error);
  }
}
