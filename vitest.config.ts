import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Node loads the CommonJS build of graphql, and so must the tests: its two builds do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A busy machine takes its time: a poll ends as soon as it succeeds.
    expect: { poll: { timeout: 20_000 } },
    // Two cores: more workers would only wait for each other.
    maxWorkers: 2,
  },
});
