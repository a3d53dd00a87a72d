/** Progress of a command in named phases, each with its time, on standard error. */
export class Phases {
  private readonly begun = performance.now();

  constructor(private readonly write = (text: string): void => void process.stderr.write(text)) {}

  /** Runs one phase; its time is shown also when it fails. */
  async run<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    this.write(`${name} …\n`);
    let outcome = "failed";
    try {
      const result = await work();
      outcome = "done";
      return result;
    } finally {
      this.write(`${name}: ${outcome} in ${seconds(performance.now() - start)}\n`);
    }
  }

  /** A line within a phase. */
  readonly note = (line: string): void => this.write(`  ${line}\n`);

  /** Time since the command began. */
  total(): string {
    return seconds(performance.now() - this.begun);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
