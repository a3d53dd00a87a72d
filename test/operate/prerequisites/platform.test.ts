import { installCommands, packagesFor, platformOf } from "../../../operate/prerequisites/platform";
import { PREREQUISITES } from "../../../operate/prerequisites/prerequisite";

describe("platformOf", () => {
  it.each([
    ["Debian", 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', "debian"],
    ["Ubuntu", "NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian\n", "debian"],
    ["a derivative of Ubuntu", 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"],
    ["Fedora", "ID=fedora\n", "fedora"],
    ["Rocky Linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"],
    ["Arch Linux", "ID=arch\n", "arch"],
    ["Manjaro", "ID=manjaro\nID_LIKE=arch\n", "arch"],
    ["Alpine", "ID=alpine\n", "alpine"],
    ["an unknown distribution", "ID=nixos\n", "other"],
    ["no os-release at all", "", "other"],
  ])("knows %s", (_, osRelease, platform) => {
    expect(platformOf("linux", osRelease)).toBe(platform);
  });

  it("knows macOS by its kernel", () => {
    expect(platformOf("darwin", "")).toBe("macos");
  });

  it("takes no other kernel for a Linux", () => {
    expect(platformOf("freebsd", "ID=debian\n")).toBe("other");
  });
});

describe("packagesFor", () => {
  it("gives every package of Debian that is needed", () => {
    expect(packagesFor("debian", PREREQUISITES)).toEqual([
      "redis-server",
      "redis-tools",
      "memcached",
      "sasl2-bin",
      "libsasl2-modules",
    ]);
  });

  it("names a package once", () => {
    expect(packagesFor("fedora", ["redis-server", "redis-cli"])).toEqual(["valkey"]);
  });
});

describe("installCommands", () => {
  it.each([
    ["debian", "sudo apt-get install --no-install-recommends memcached sasl2-bin"],
    ["fedora", "sudo dnf install memcached cyrus-sasl"],
    ["arch", "sudo pacman -S memcached cyrus-sasl"],
    ["alpine", "sudo apk add memcached cyrus-sasl"],
    ["macos", "brew install memcached cyrus-sasl"],
    ["other", "install memcached, saslpasswd2 with your system's package manager"],
  ] as const)("is one line on %s", (platform, command) => {
    expect(installCommands(platform, ["memcached", "saslpasswd2"])).toEqual([command]);
  });

  it("sends people to Terraform's own page, which distributions do not package", () => {
    expect(installCommands("debian", ["terraform"])).toEqual([
      "install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install",
    ]);
  });

  it("is empty when nothing is wanted", () => {
    expect(installCommands("other", [])).toEqual([]);
  });
});
