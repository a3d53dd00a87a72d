import dns from "node:dns";

/** From now on the names under a domain stand for this machine, in this process alone. */
export function nameThisMachine(domain: string): void {
  const { lookup } = dns;
  const named = (hostname: string, ...rest: readonly unknown[]): void => {
    const host = hostname.endsWith(`.${domain}`) ? "127.0.0.1" : hostname;
    Reflect.apply(lookup, dns, [host, ...rest]);
  };
  jest.spyOn(dns, "lookup").mockImplementation(named);
}
