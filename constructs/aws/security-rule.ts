import { ValidationError } from "../core/errors";
import { isToken, refuseToken } from "../core/validate";

/** EC2 takes these in a description; 255 of them at most. */
const DESCRIPTION = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
/** A shorter prefix is half of the internet, or a quarter of it. */
const SHORTEST_PREFIX = 8;

/**
 * What a rule is for; a rule that nobody can explain is one that nobody dares to delete.
 *
 * @throws ValidationError AWS_RULE_DESCRIPTION, TOKEN_NOT_ALLOWED
 */
export function requireRuleDescription(description: string): string {
  refuseToken("the description", description);
  if (DESCRIPTION.test(description) && description.trim() !== "") return description;
  throw new ValidationError("AWS_RULE_DESCRIPTION", {
    problem: "the description of a group or rule is none that EC2 takes",
    received: description,
    allowed: "1 to 255 ASCII letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*",
    fix: "say who reaches what",
  });
}

/**
 * A range of addresses that a rule may name: never all of them.
 *
 * @throws ValidationError AWS_RULE_CIDR, TOKEN_NOT_ALLOWED
 */
export function requireRuleCidr(cidr: string): string {
  refuseToken("cidr", cidr);
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 0] = (match?.slice(1) ?? []).map(Number);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const isRange =
    [a, b, c, d].every((part) => part <= 255) &&
    prefix >= SHORTEST_PREFIX &&
    prefix <= 32 &&
    address % 2 ** (32 - prefix) === 0;
  if (isRange) return cidr;
  throw new ValidationError("AWS_RULE_CIDR", {
    problem: "a rule names what is no range of addresses, or one that is too large",
    received: cidr,
    allowed: `IPv4 with a prefix of ${SHORTEST_PREFIX} to 32 and no bit set after it, such as 10.0.0.0/16`,
    fix: "name the network of the clients, or better their security group",
  });
}

/**
 * The id of a list of ranges; a reference to a resource will do.
 *
 * @throws ValidationError AWS_PREFIX_LIST
 */
export function requirePrefixListId(id: string): string {
  if (isToken(id) || /^pl-[0-9a-f]{8,17}$/.test(id)) return id;
  throw new ValidationError("AWS_PREFIX_LIST", {
    problem: "the value is no id of a prefix list",
    received: id,
    allowed: "pl- followed by 8 to 17 hexadecimal digits, or a reference to a resource",
    fix: "`aws ec2 describe-managed-prefix-lists` shows those of AWS services",
  });
}

/**
 * The id of a group; a reference to a resource will do.
 *
 * @throws ValidationError AWS_SECURITY_GROUP
 */
export function requireSecurityGroupId(id: string): string {
  if (isToken(id) || /^sg-[0-9a-f]{8,17}$/.test(id)) return id;
  throw new ValidationError("AWS_SECURITY_GROUP", {
    problem: "the value is no id of a security group",
    received: id,
    allowed: "sg- followed by 8 to 17 hexadecimal digits, or a reference to a resource",
    fix: "name the group of the clients",
  });
}
