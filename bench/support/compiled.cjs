// Compiles each TypeScript file when it is required, to what an installed package would hold. tsx names every
// closure when it is made, which would be measured too.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { transformSync } = require("@swc/core");

const others = { ...Module._extensions };
for (const ending of Object.keys(others)) delete Module._extensions[ending];

// Node tries endings in the order of this object, and a module may have the name of a JSON file.
Module._extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    swcrc: false,
    sourceMaps: "inline",
    module: { type: "commonjs" },
    jsc: { target: "es2022", parser: { syntax: "typescript", decorators: true } },
  });
  module._compile(code, filename);
};
Object.assign(Module._extensions, others);
