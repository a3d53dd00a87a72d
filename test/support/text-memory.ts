import type { ReadTexts, TextStore } from "../../clients/cache/text-store";

/** Texts in this process, which remember each command; for tests that count commands. Nothing expires. */
export class TextMemory implements TextStore {
  readonly maxTtlSeconds = 31_536_000;
  /** Such as `get user:1:version`, in their order. */
  readonly commands: string[] = [];
  private readonly texts = new Map<string, string>();

  nameOf(key: string): string {
    return key;
  }

  get(name: string): Promise<string | undefined> {
    return this.command("get", name, () => this.texts.get(name));
  }

  async getMany(names: readonly string[]): Promise<ReadTexts> {
    const texts = new Map<string, string>();
    for (const name of names) {
      const text = await this.get(name);
      if (text !== undefined) texts.set(name, text);
    }
    return { texts, failures: new Map() };
  }

  set(name: string, text: string): Promise<void> {
    return this.command("set", name, () => void this.texts.set(name, text));
  }

  add(name: string, text: string): Promise<boolean> {
    return this.command("add", name, () => {
      if (this.texts.has(name)) return false;
      this.texts.set(name, text);
      return true;
    });
  }

  touch(name: string): Promise<boolean> {
    return this.command("touch", name, () => this.texts.has(name));
  }

  increment(name: string): Promise<number> {
    return this.command("increment", name, () => {
      const count = Number(this.texts.get(name) ?? 0) + 1;
      this.texts.set(name, String(count));
      return count;
    });
  }

  delete(name: string): Promise<boolean> {
    return this.command("delete", name, () => this.texts.delete(name));
  }

  exists(name: string): Promise<boolean> {
    return this.command("exists", name, () => this.texts.has(name));
  }

  /** As with a server, it is done in the order of the calls, and answered later. */
  private command<T>(command: string, name: string, work: () => T): Promise<T> {
    this.commands.push(`${command} ${name}`);
    const answer = work();
    return new Promise((resolve) => setImmediate(() => resolve(answer)));
  }
}
