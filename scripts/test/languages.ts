import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { GO, GO_MODULE } from "../../clients/snippets/go-redis";
import { CLASS_PATH, mavenProject } from "../../clients/snippets/lettuce";
import { projectCommand } from "../../clients/snippets/project-command";
import { pythonWith } from "./python";

const run = promisify(execFile);

/** Most time that a registry and a compiler are given, in ms; the first build of go-redis takes a minute. */
const FETCH_MS = 10 * 60_000;

/** A tool that a snippet calls, by the words that ask for its version, and how it is had. */
const TOOLS: readonly (readonly [string, string, string])[] = [
  ["go", "version", "install Go, 1.18 or newer"],
  ["javac", "--version", "install a JDK, 11 or newer"],
  ["mvn", "--version", "install Maven"],
];

/** A Python that has python-binary-memcached; `undefined` if there is none. */
export function pythonOfLanguages(): string | undefined {
  return pythonWith("bmemcached");
}

/** Reason for a skip when a language's tools are missing; all of them. */
export function lackingForLanguages(): string | undefined {
  const missing = TOOLS.filter(
    ([tool, option]) => spawnSync(tool, [option], { stdio: "ignore" }).status !== 0,
  ).map(([tool, , fix]) => `no ${tool}: ${fix}`);
  if (pythonOfLanguages() === undefined) {
    missing.push(
      "no python3 has the module bmemcached: " +
        "pip install python-binary-memcached, or name one in CACHEFORT_PYTHON",
    );
  }
  return missing.length === 0 ? undefined : missing.join("; ");
}

/** Has every library in its tool's own cache, so that no test waits for a registry. */
export async function fetchLibraries(): Promise<void> {
  await Promise.all([
    fetchLibrary(
      "go-redis",
      projectCommand(
        {
          "go.mod": GO_MODULE,
          "main.go": [
            "package main",
            "",
            'import _ "github.com/redis/go-redis/v9"',
            "",
            "func main() {}",
          ],
        },
        `${GO} build .`,
      ),
    ),
    fetchLibrary("Lettuce", projectCommand({ "pom.xml": mavenProject() }, CLASS_PATH)),
  ]);
}

async function fetchLibrary(library: string, script: string): Promise<void> {
  const start = performance.now();
  console.log(`languages: fetching ${library} …`);
  await run("bash", ["-c", script], { timeout: FETCH_MS });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`languages: ${library} is there after ${seconds} s`);
}
