import { join } from "node:path";

/** An account in an image. */
export interface ImageAccount {
  readonly uid: number;
  readonly gid: number;
}

/** An image that tests of the Docker target run; `docker image inspect` finds it by its name. */
export interface TestImage {
  readonly name: string;
  /** Versions of what it holds, by the name of the program. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether its memcached reads users from MEMCACHED_SASL_PWDB; another one reads a sasldb. */
  readonly passwordDatabase: boolean;
  readonly recipe: ImageRecipe;
}

/** How an image is made. */
export interface ImageRecipe {
  /** Absolute path of the program that makes it: `SCRIPT IMAGE DIGEST ARGUMENT…`. */
  readonly script: string;
  readonly args: readonly string[];
  /** Name of the image that it starts from. @default - none */
  readonly base?: string;
}

/** Accounts of the servers, with the numbers of the official images on Debian. */
export const ACCOUNTS = {
  redis: { uid: 999, gid: 999 },
  valkey: { uid: 999, gid: 999 },
  memcache: { uid: 11211, gid: 11211 },
} as const satisfies Record<string, ImageAccount>;

/** Constructs refuse `latest`. */
const TAG = "tested";

/** Where the scripts lie that make images. */
export const SCRIPTS = join(__dirname, "images");

const COMMON_PACKAGES = [
  ...["redis-server", "redis-tools", "memcached"],
  ...["libsasl2-modules", "libsasl2-modules-db", "sasl2-bin"],
  ...["ca-certificates", "openssl"],
];

/** Debian 12. */
export const BOOKWORM: TestImage = debian("bookworm", COMMON_PACKAGES, {
  "redis-server": "7.0.15",
  memcached: "1.6.18",
});

/** Debian 13. */
export const TRIXIE: TestImage = debian(
  "trixie",
  [...COMMON_PACKAGES, "valkey-server", "valkey-tools"],
  { "redis-server": "8.0.2", "valkey-server": "8.1.1", memcached: "1.6.38" },
);

/** Debian 13 whose memcached is compiled with the password database, as in the official image. */
export const MEMCACHED_PWDB: TestImage = {
  name: `cachefort-test/memcached-pwdb:${TAG}`,
  programs: TRIXIE.programs,
  passwordDatabase: true,
  recipe: {
    script: join(SCRIPTS, "memcached-pwdb.sh"),
    args: [TRIXIE.name],
    base: TRIXIE.name,
  },
};

/** Every image, each after the one that it starts from. */
export const IMAGES: readonly TestImage[] = [BOOKWORM, TRIXIE, MEMCACHED_PWDB];

function debian(
  suite: string,
  packages: readonly string[],
  programs: Readonly<Record<string, string>>,
): TestImage {
  return {
    name: `cachefort-test/${suite}:${TAG}`,
    programs,
    passwordDatabase: false,
    recipe: { script: join(SCRIPTS, "debian.sh"), args: [suite, ...packages] },
  };
}
