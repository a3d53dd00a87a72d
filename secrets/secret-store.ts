import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { UnavailableError, ValidationError } from "../constructs/core/errors";
import type { SecretDigests } from "../constructs/core/secret-digests";
import { isCertificateCurrent } from "../constructs/tls/expiry";
import type { CertificateNames } from "../constructs/tls/names";
import type { KeyPairPem } from "../constructs/tls/authority";
import {
  ensurePrivateFolder,
  readIfPresent,
  readSecretFile,
  requirePrivate,
  writePrivateFile,
} from "./files";

/** What one cluster or ring needs secrets for. */
export interface SecretNeeds {
  /** Name of the cluster or ring. */
  readonly owner: string;
  /** Users with a password. */
  readonly users: readonly string[];
  /** Commands with a secret name. */
  readonly commands: readonly string[];
  /** Certificates by node id. */
  readonly certificates: Readonly<Record<string, CertificateNames>>;
}

/**
 * The secrets of one environment, as files that only their owner reads.
 *
 * What exists is kept, what is missing is made: 32 random bytes for a password or a command's name,
 * one certificate authority for the environment, one certificate for each node.
 */
export class SecretStore implements SecretDigests {
  constructor(
    readonly directory: string,
    private readonly environment: string,
  ) {}

  get authorityFile(): string {
    return join(this.directory, "ca.crt");
  }

  passwordFile(owner: string, user: string): string {
    return join(this.directory, owner, "users", `${user}.password`);
  }

  commandNameFile(owner: string, command: string): string {
    return join(this.directory, owner, "commands", `${command}.name`);
  }

  certificateFile(owner: string, node: string): string {
    return join(this.directory, owner, "nodes", `${node}.crt`);
  }

  keyFile(owner: string, node: string): string {
    return join(this.directory, owner, "nodes", `${node}.key`);
  }

  /** @throws UnavailableError SECRET_MISSING */
  password(owner: string, user: string): string {
    return requirePresent(this.passwordFile(owner, user)).trimEnd();
  }

  /** @throws UnavailableError SECRET_MISSING */
  commandName(owner: string, command: string): string {
    return requirePresent(this.commandNameFile(owner, command)).trimEnd();
  }

  /** @throws UnavailableError SECRET_MISSING */
  keyPair(owner: string, node: string): KeyPairPem {
    return {
      certificate: requirePresent(this.certificateFile(owner, node)),
      key: requirePresent(this.keyFile(owner, node)),
    };
  }

  /** @throws UnavailableError SECRET_MISSING */
  authority(): string {
    return requirePresent(this.authorityFile);
  }

  passwordHash(owner: string, user: string): string {
    return sha256(this.password(owner, user));
  }

  commandNameDigest(owner: string, command: string): string {
    return sha256(this.commandName(owner, command));
  }

  certificateDigest(owner: string, node: string): string {
    return sha256(this.keyPair(owner, node).certificate);
  }

  /**
   * Makes what is missing and renews certificates that end soon or bear other names.
   *
   * @throws UnavailableError SECRET_AUTHORITY_INCOMPLETE, SECRET_UNREADABLE
   * @throws ValidationError SECRET_MODE, SECRET_FOREIGN
   */
  async ensure(needs: readonly SecretNeeds[], now = new Date()): Promise<void> {
    ensurePrivateFolder(this.directory);
    requirePrivate(this.directory);
    for (const { owner, users, commands } of needs) {
      for (const user of users) ensureRandom(this.passwordFile(owner, user), "");
      // A command's name must start with a letter to be told from an option by every tool.
      for (const command of commands) ensureRandom(this.commandNameFile(owner, command), "c");
    }
    const authority = await this.ensureAuthority(now);
    for (const { owner, certificates } of needs) {
      for (const [node, names] of Object.entries(certificates)) {
        await this.ensureCertificate(owner, node, names, authority, now);
      }
    }
  }

  private async ensureAuthority(now: Date): Promise<KeyPairPem> {
    const keyFile = join(this.directory, "ca.key");
    const certificate = readIfPresent(this.authorityFile);
    const key = readSecretFile(keyFile);
    if (certificate !== undefined && key !== undefined) {
      this.requireOwn(certificate);
      return { certificate, key };
    }
    if (certificate !== undefined || key !== undefined) {
      throw new UnavailableError("SECRET_AUTHORITY_INCOMPLETE", {
        problem: `of the authority's two files in ${this.directory} one is missing`,
        received: certificate === undefined ? "ca.key without ca.crt" : "ca.crt without ca.key",
        fix: "restore the file; or remove both, and every node gets a certificate of a new authority",
      });
    }
    // Loaded only when something must be signed: it costs more than a whole synth.
    const { createAuthority } = await import("../constructs/tls/authority");
    const made = await createAuthority(`cachefort ${this.environment}`, now);
    writePrivateFile(keyFile, made.key);
    writePrivateFile(this.authorityFile, made.certificate);
    return made;
  }

  /** One authority for two environments would let the clients of one trust the other. */
  private requireOwn(authority: string): void {
    const name = /^CN=cachefort (.+)$/m.exec(new X509Certificate(authority).subject)?.[1];
    if (name === undefined || name === this.environment) return;
    throw new ValidationError("SECRET_FOREIGN", {
      problem: `${this.directory} holds the secrets of another environment`,
      received: name,
      allowed: this.environment,
      fix: "put the environment's own secrets there; or remove the folder, and new ones are made",
    });
  }

  private async ensureCertificate(
    owner: string,
    node: string,
    names: CertificateNames,
    authority: KeyPairPem,
    now: Date,
  ): Promise<void> {
    const certificate = readIfPresent(this.certificateFile(owner, node));
    const key = readSecretFile(this.keyFile(owner, node));
    if (
      certificate !== undefined &&
      key !== undefined &&
      isCertificateCurrent({ certificate, key }, authority.certificate, names, now)
    ) {
      return;
    }
    const { issueCertificate } = await import("../constructs/tls/authority");
    const made = await issueCertificate(authority, names, now);
    writePrivateFile(this.keyFile(owner, node), made.key);
    writePrivateFile(this.certificateFile(owner, node), made.certificate);
  }
}

function ensureRandom(file: string, prefix: string): void {
  if (readSecretFile(file) !== undefined) return;
  writePrivateFile(file, `${prefix}${randomBytes(32).toString("hex")}\n`);
}

function requirePresent(file: string): string {
  const text = file.endsWith(".crt") ? readIfPresent(file) : readSecretFile(file);
  if (text !== undefined) return text;
  throw new UnavailableError("SECRET_MISSING", {
    problem: `the secret file ${file} does not exist`,
    fix: "make the missing secrets: cachefort up, or cachefort secrets init",
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
