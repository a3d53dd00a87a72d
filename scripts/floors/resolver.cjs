// Has Jest load the optional packages of the AWS SDK from the folder CACHEFORT_FLOORS; for `npm run floors`.
const { join } = require("node:path");

const floors = process.env["CACHEFORT_FLOORS"];
const { dependencies } = require(join(floors, "package.json"));
/** Stand-ins of services are made from the models of the newest release: older ones have none. */
const MODELS = join(__dirname, "../../test/support/aws-api");

module.exports = (request, options) => {
  const name = /^(@[^/]+\/)?[^/]+/.exec(request)?.[0] ?? request;
  const isFloor = Object.hasOwn(dependencies, name) && options.basedir !== MODELS;
  return options.defaultResolver(request, isFloor ? { ...options, basedir: floors } : options);
};
