/** `no-restricted-imports` pattern: the root of a provider package costs about six seconds of synth. */
export const providerRoots = {
  regex: "^@cdktf/provider-[^/]+(/lib(/index(\\.js)?)?)?/?$",
  message: "Import the resource's own folder, e.g. @cdktf/provider-aws/lib/vpc.",
};

/** The same for `import()`, which `no-restricted-imports` does not see. */
export const dynamicProviderRoots = {
  selector: "ImportExpression[source.value=/^@cdktf\\u002Fprovider-[^\\u002F]+\\u002F?$/]",
  message: providerRoots.message,
};

const processesAndFiles = {
  regex: "^(node:)?(child_process|fs|net|tls|dgram|http|https|http2|cluster|worker_threads)(/.*)?$",
  message: "The core touches no process, file or socket: let the caller hand the value in.",
};

const servers = {
  regex: "^(ioredis|redis|@redis/.*|memcache|execa)$",
  message: "The core talks to no server: put it into clients/ or smoke/.",
};

/** `no-restricted-imports` patterns for the pure core: text and numbers in, text and numbers out. */
export const impureModules = [
  {
    regex: "^(cdktf|@cdktf/.*)$",
    message: "The pure core knows nothing of Terraform: wire it up in a target's construct.",
  },
  processesAndFiles,
  servers,
  {
    regex: "/(host|docker|aws|terraform|clients|smoke|operate|cli|stacks|configs)(/|$)",
    message: "The pure core depends on nothing outside itself.",
  },
];

/** The same for the targets, where a construct knows of Terraform: `terraform-in-constructs` says which. */
export const modulesOutsideTargets = [
  processesAndFiles,
  servers,
  {
    regex: "/(clients|smoke|operate|cli|stacks|configs)(/|$)",
    message: "Constructs depend on nothing that uses them.",
  },
];

/** `no-restricted-syntax` entries: synthesis without validations proves nothing. */
export const unvalidatedSynth = {
  selector: "MemberExpression[object.name='Testing'][property.name=/^synth(Scope|Hcl)?$/]",
  message: "Testing.synth runs no validations: use Template.of from test/support/template.",
};

const focusable = "/^(it|test|describe)$/";
const modifiers = "/^(only|skip|todo|failing)$/";

/** `no-restricted-syntax` entries: a test that does not run, or keeps others from running. */
export const unrunTests = [
  `MemberExpression[object.name=${focusable}][property.name=${modifiers}]`,
  `MemberExpression[object.name=${focusable}][property.value=${modifiers}]`,
  `MemberExpression[object.object.name=${focusable}][property.name=${modifiers}]`,
  "CallExpression[callee.name=/^(fit|fdescribe|xit|xtest|xdescribe)$/]",
  "CallExpression[callee.object.name=/^(fit|fdescribe|xit|xtest|xdescribe)$/]",
].map((selector) => ({ selector, message: "Every test runs, everywhere: no focus, no skip." }));

/** `no-restricted-syntax` entries: an error that nobody hears of. */
export const ignoredErrors = [
  "CatchClause > BlockStatement[body.length=0]",
  "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > BlockStatement[body.length=0]",
].map((selector) => ({
  selector,
  message: "No error is caught and ignored: act on it or let it pass.",
}));
