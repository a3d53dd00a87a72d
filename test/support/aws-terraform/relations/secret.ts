import { holdsExactly, quoted, type Relation } from "./relation";

const SECRET = "aws_secretsmanager_secret";
const SECRET_VERSION = "aws_secretsmanager_secret_version";

interface UserWithPassword {
  readonly auth: { readonly password: { secretsManager: string } };
}

/** Which secret holds what, and who is told of it. */
export const SECRET_RELATIONS: readonly Relation[] = [
  {
    message: "a password lies in the secret of another user",
    conditions: (stack) =>
      stack
        .ids(SECRET_VERSION)
        .map((id) => `${SECRET_VERSION}.${id}.secret_id == ${SECRET}.${id}.id`),
    misWire: (stack) => {
      stack.argumentsOf(SECRET_VERSION, "sessions_api")["secret_id"] =
        `\${${SECRET}.sessions_report.id}`;
    },
  },
  {
    message: "a secret is encrypted with another key than that of the stack",
    conditions: (stack) =>
      stack.each(SECRET, "kms_key_id").map((key) => `${key} == ${stack.keyArn()}`),
    misWire: (stack) => {
      delete stack.argumentsOf(SECRET, "sessions_report")["kms_key_id"];
    },
  },
  {
    message: "a manifest tells a secret that is none of the user's",
    conditions: (stack) =>
      [...stack.clusters(), ...stack.rings()].map((name) => {
        const secrets = stack
          .ids(SECRET)
          .filter((id) => id.startsWith(`${name}_`))
          .map((id) => `${quoted(id)} = ${SECRET}.${id}.name`);
        // Users whose passwords alternate have two.
        const own = ["", "-b"].map((end) => `"${name}_\${user.name}${end}"`).join(", ");
        return `alltrue([for user in output.manifests[${quoted(name)}].users : contains([for id, secret in {${secrets.join(", ")}} : secret if contains([${own}], id)], user.auth.password.secretsManager) if can(user.auth.password)])`;
      }),
    misWire: (stack) => {
      const [user] = stack.manifest("sessions")["users"] as unknown as UserWithPassword[];
      if (user !== undefined) user.auth.password.secretsManager = "prod/sessions/report";
    },
  },
  {
    message: "the manifest of a ring tells other authorities than those of the ring",
    conditions: (stack) =>
      stack.rings().map((ring) =>
        holdsExactly(
          `output.manifests[${quoted(ring)}].tls.ca.trusted[*].secretsManager`,
          ["a", "b"].map((letter) => `${SECRET}.${ring}__authority-${letter}.name`),
        ),
      ),
    misWire: (stack) => {
      const { ca } = stack.manifest("pages")["tls"] as unknown as { ca: { trusted: object[] } };
      ca.trusted.pop();
    },
  },
];
