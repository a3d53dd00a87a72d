/** Tells what work is for: a version, or `undefined` where none is known. */
type Begin = (version: string | undefined) => void;

/** Work under way. */
class Flight<T> {
  readonly result: Promise<T>;
  private begun: { readonly version: string | undefined } | undefined;

  constructor(work: (begin: Begin) => Promise<T>) {
    this.result = work((version) => (this.begun = { version }));
  }

  /** What has begun may have read already what is old to who has seen another version. */
  isFor(version: string | undefined): boolean {
    return this.begun === undefined || this.begun.version === version;
  }
}

/** Work that several callers ask for at the same time and that is done once. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /**
   * The work under way for a key, or new work.
   *
   * @param version what the caller has seen, if anything: work that has begun for another one is not for it
   * @param work calls `begin` before it reads anything, or with what it has read
   */
  run(key: string, version: string | undefined, work: (begin: Begin) => Promise<T>): Promise<T> {
    const flying = this.flights.get(key);
    if (flying?.isFor(version) === true) return flying.result;
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
