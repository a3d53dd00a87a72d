/** Work that several callers ask for at the same time and that is done once. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  /** The work under way for a key, or new work. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const flying = this.flights.get(key);
    if (flying !== undefined) return flying;
    const flight = work().finally(() => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    });
    this.flights.set(key, flight);
    return flight;
  }

  /** Whoever asks after this gets new work. */
  forget(key: string): void {
    this.flights.delete(key);
  }
}
