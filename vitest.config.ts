import { defineConfig } from 'vitest/config';

// Sources are used directly (export condition "cc-source"), so tests need no build; browser tests in tests/ use the built product.
const resolve = { conditions: ['cc-source'] };
const ssr = { resolve: { conditions: ['cc-source'], externalConditions: ['cc-source'] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
          exclude: ['**/*.storage.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'storage',
          environment: 'node',
          include: ['packages/*/src/**/*.storage.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'browser',
          environment: 'node',
          include: ['packages/*/src/**/*.browser.test.ts', 'apps/*/src/**/*.browser.test.ts', 'tests/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
