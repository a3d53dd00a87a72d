/**
 * Refuses arrays as conditions: an empty array is true, so `if (subnets)` holds for `[]`.
 * `strict-boolean-expressions` sees a nullable array as a nullable object and lets it pass.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const noArrayTruthiness = {
  meta: {
    type: "problem",
    docs: { description: "Disallow arrays and tuples as conditions" },
    messages: {
      array: "An array is true even when it is empty: compare its length, or with undefined.",
    },
    schema: [],
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();

    function isArray(type) {
      if (type.isUnion()) return type.types.some(isArray);
      return checker.isArrayType(type) || checker.isTupleType(type);
    }

    function checkCondition(node) {
      if (node === null) return;
      if (node.type === "LogicalExpression" && node.operator !== "??") {
        // The left side is checked on its own visit.
        checkCondition(node.right);
      } else if (isArray(services.getTypeAtLocation(node))) {
        context.report({ node, messageId: "array" });
      }
    }

    const checkTest = (node) => checkCondition(node.test);
    return {
      IfStatement: checkTest,
      WhileStatement: checkTest,
      DoWhileStatement: checkTest,
      ForStatement: checkTest,
      ConditionalExpression: checkTest,
      'UnaryExpression[operator="!"]': (node) => checkCondition(node.argument),
      'LogicalExpression[operator!="??"]': (node) => checkCondition(node.left),
    };
  },
};
