/** Work under way. */
class Flight<T> {
  readonly result: Promise<T>;
  /** What it is for; `undefined` until it knows. */
  version: string | undefined;

  constructor(work: (begin: (version: string | undefined) => void) => Promise<T>) {
    this.result = work((version) => (this.version = version));
  }
}

/** Work that several callers ask for at the same time and that is done once. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /**
   * The work under way for a key, or new work.
   *
   * @param version what the caller has seen: work that has begun for another one is not for it
   * @param work calls `begin` with the version that it is for before it reads anything
   */
  run(
    key: string,
    version: string | undefined,
    work: (begin: (version: string | undefined) => void) => Promise<T>,
  ): Promise<T> {
    const flying = this.flights.get(key);
    const isJoined = flying?.version === undefined || flying.version === version;
    if (flying !== undefined && isJoined) return flying.result;
    const flight = new Flight(work);
    this.flights.set(key, flight);
    const end = (): void => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    flight.result.then(end, end);
    return flight.result;
  }

  /** Whoever asks after this gets new work. */
  forget(key: string): void {
    this.flights.delete(key);
  }
}
