import { defineConfig } from 'vitest/config';

const limits = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
  // What is polled for ends by itself when it is there.
  expect: { poll: { timeout: 30_000, interval: 20 } },
};
// Vite would take the package's other build, and objects of two copies of graphql do not know each other.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };
/** Each file here has a database and a server of its own, and does nothing to its process. */
const TOGETHER = ['domain', 'application', 'processes', 'projections', 'history', 'graphql', 'legacy-rest'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // Two workers keep two cores busy; more would only make timings jump.
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts'],
    // In the order of their names: the short ones come last and leave no core idle.
    projects: [
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], ...limits } },
      {
        resolve,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: ['test/architecture/**', ...TOGETHER],
          ...limits,
        },
      },
      {
        resolve,
        test: {
          name: 'together',
          include: TOGETHER,
          // Loading the program takes longer than most of these files. It keeps no state outside what `startServer` makes (a rule
          // of test/architecture), and `tidy.ts` sees that no file leaves anything behind.
          isolate: false,
          setupFiles: ['test/support/tidy.ts'],
          ...limits,
        },
      },
    ],
  },
});
