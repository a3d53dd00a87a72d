import { requireInteger } from "../core/validate";

/** How a user with a password is set up. */
export interface PasswordProps {
  /**
   * How often the password was changed, 0 to 100000: one more changes it.
   *
   * @default 0
   */
  readonly rotation?: number;
  /**
   * Keeps two users with the same grants, `<name>` and `<name>-b`, of which one waits. A rotation gives
   * the one that waits a new password and names it in the manifest: no application is ever without a
   * password that works. Switch it on and off while `rotation` is even: the one user is then the first of the
   * two, with the password that it has.
   *
   * @default false - one user, whose password changes under those who use it
   */
  readonly alternating?: boolean;
}

/** One of the names that a user logs in as. */
export interface Login {
  readonly name: string;
  /** Whether applications use it now; of two that alternate, one waits. */
  readonly isActive: boolean;
  /** Number of its password, from 1. */
  readonly passwordVersion: number;
}

/**
 * How often something was changed.
 *
 * @throws ValidationError AWS_ROTATION, TOKEN_NOT_ALLOWED
 */
export function requireRotation(what: string, rotation: number): number {
  return requireInteger("AWS_ROTATION", what, rotation, { min: 0, max: 100_000 });
}

/** Numbers of two things of which a rotation changes one by turns, from 1. */
export function alternatingVersions(rotation: number): readonly [number, number] {
  const half = Math.floor(rotation / 2);
  return [half + 1, half + 1 + (rotation % 2)];
}

/** What a user with a password logs in as. */
export function passwordLogins(
  name: string,
  { alternating = false, rotation = 0 }: PasswordProps,
): readonly Login[] {
  if (!alternating) return [{ name, isActive: true, passwordVersion: rotation + 1 }];
  // Rotations fall on the second and the first by turns. The number is that of the one login: who goes from
  // one to two, or back, loses no password that is in use.
  const isOdd = rotation % 2 === 1;
  const [active, waiting] = [rotation + 1, Math.max(1, rotation)];
  return [
    { name, isActive: !isOdd, passwordVersion: isOdd ? waiting : active },
    { name: `${name}-b`, isActive: isOdd, passwordVersion: isOdd ? active : waiting },
  ];
}
