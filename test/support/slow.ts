// Jest takes `testTimeout` from no project's configuration.
jest.setTimeout(120_000);
