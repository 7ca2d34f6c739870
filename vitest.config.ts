import { defineConfig } from 'vitest/config';

const limits = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 30_000 };

export default defineConfig({
  test: {
    // Two workers keep two cores busy; more would only make timings jump.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        // Vite would take the package's other build, and objects of two copies of graphql do not know each other.
        resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/architecture/**'],
          globalSetup: ['test/support/global-setup.ts'],
          ...limits,
        },
      },
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], ...limits } },
    ],
  },
});
