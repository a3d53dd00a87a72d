import { existsSync, readFileSync } from "node:fs";
import type { PrerequisiteName } from "./prerequisite";

/** Operating systems whose package names are known. */
export type Platform = "debian" | "fedora" | "arch" | "alpine" | "macos" | "other";

const FAMILIES = new Map<string, Platform>([
  ["debian", "debian"],
  ["ubuntu", "debian"],
  ["fedora", "fedora"],
  ["rhel", "fedora"],
  ["arch", "arch"],
  ["alpine", "alpine"],
]);

interface Packages {
  /** Command that the names of the packages are appended to. */
  readonly command: string;
  readonly of: Readonly<Record<Exclude<PrerequisiteName, "terraform">, string>>;
}

/** Only Debian's were tried; the others follow the distributions' own indexes. */
const PACKAGES: Readonly<Record<Exclude<Platform, "other">, Packages>> = {
  debian: {
    command: "sudo apt-get install --no-install-recommends",
    of: {
      "redis-server": "redis-server",
      "redis-cli": "redis-tools",
      memcached: "memcached",
      saslpasswd2: "sasl2-bin",
      "SASL PLAIN plugin": "libsasl2-modules",
    },
  },
  fedora: {
    command: "sudo dnf install",
    of: {
      "redis-server": "valkey",
      "redis-cli": "valkey",
      memcached: "memcached",
      saslpasswd2: "cyrus-sasl",
      "SASL PLAIN plugin": "cyrus-sasl-plain",
    },
  },
  arch: {
    command: "sudo pacman -S",
    of: {
      "redis-server": "valkey",
      "redis-cli": "valkey",
      memcached: "memcached",
      saslpasswd2: "cyrus-sasl",
      "SASL PLAIN plugin": "libsasl",
    },
  },
  alpine: {
    command: "sudo apk add",
    of: {
      "redis-server": "valkey",
      "redis-cli": "valkey-cli",
      memcached: "memcached",
      saslpasswd2: "cyrus-sasl",
      "SASL PLAIN plugin": "libsasl",
    },
  },
  macos: {
    command: "brew install",
    of: {
      "redis-server": "redis",
      "redis-cli": "redis",
      memcached: "memcached",
      saslpasswd2: "cyrus-sasl",
      "SASL PLAIN plugin": "cyrus-sasl",
    },
  },
};

const TERRAFORM_HINT =
  "install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install";

/** The platform of this machine. */
export function thisPlatform(): Platform {
  const release = "/etc/os-release";
  return platformOf(process.platform, existsSync(release) ? readFileSync(release, "utf8") : "");
}

/**
 * @param kernel as in `process.platform`
 * @param osRelease text of os-release(5); derivatives name what they are like in ID_LIKE
 */
export function platformOf(kernel: NodeJS.Platform, osRelease: string): Platform {
  if (kernel === "darwin") return "macos";
  if (kernel !== "linux") return "other";
  const field = (name: string): string =>
    new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(osRelease)?.[1] ?? "";
  const ids = [field("ID"), ...field("ID_LIKE").split(" ")];
  return ids.map((id) => FAMILIES.get(id)).find((family) => family !== undefined) ?? "other";
}

/** Names of the packages that hold what is wanted, without repetition. */
export function packagesFor(
  platform: Exclude<Platform, "other">,
  wanted: readonly PrerequisiteName[],
): string[] {
  const { of } = PACKAGES[platform];
  return [...new Set(wanted.flatMap((name) => (name === "terraform" ? [] : [of[name]])))];
}

/** What a person types or does to get what is wanted. */
export function installCommands(platform: Platform, wanted: readonly PrerequisiteName[]): string[] {
  const others = wanted.filter((name) => name !== "terraform");
  const commands: string[] = [];
  if (others.length > 0 && platform === "other") {
    commands.push(`install ${others.join(", ")} with your system's package manager`);
  } else if (others.length > 0 && platform !== "other") {
    commands.push(`${PACKAGES[platform].command} ${packagesFor(platform, others).join(" ")}`);
  }
  if (wanted.includes("terraform")) commands.push(TERRAFORM_HINT);
  return commands;
}
