import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const TERRAFORM = /^(cdktf|@cdktf\/.*)$/;
/** Whatever adds to the tree takes a scope: its file imports this package, if only for a type. */
const SCOPES = "constructs";
const IMPORTS_SCOPES = /^(import|export) [^;]*\bfrom "constructs";$/m;

/**
 * Keeps Terraform out of the pure files of a target: only a construct may load cdktf, a provider or another
 * construct. A construct is recognised by its import of `constructs`, so that a new file is pure until it
 * takes a scope. Types load nothing and are free.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const terraformInConstructs = {
  meta: {
    type: "problem",
    docs: { description: "Disallow Terraform in files of a target that are no construct" },
    messages: {
      terraform:
        "A file that imports nothing of `constructs` is pure and knows nothing of Terraform: wire it up in a construct.",
      construct: "A pure file loads no construct: import its types alone, or move what is pure.",
    },
    schema: [],
  },
  create(context) {
    const imports = context.sourceCode.ast.body.filter(({ source }) => source?.value === SCOPES);
    if (imports.length > 0) return {};

    function check(node) {
      const source = node.source?.value;
      if (typeof source !== "string" || isOfTypes(node)) return;
      if (TERRAFORM.test(source)) context.report({ node, messageId: "terraform" });
      else if (isConstruct(source)) context.report({ node, messageId: "construct" });
    }

    function isConstruct(source) {
      if (!source.startsWith(".")) return false;
      const file = `${join(dirname(context.filename), source)}.ts`;
      return existsSync(file) && IMPORTS_SCOPES.test(readFileSync(file, "utf8"));
    }

    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function isOfTypes({ exportKind, importKind, specifiers = [] }) {
  if (importKind === "type" || exportKind === "type") return true;
  const kinds = specifiers.map((each) => each.importKind ?? each.exportKind);
  return kinds.length > 0 && kinds.every((kind) => kind === "type");
}
