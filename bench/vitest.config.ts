import { defineConfig } from 'vitest/config';

// Measurements, not tests: they print figures and assert nothing about time. Run with: npm run bench -- talk
export default defineConfig({
  resolve: { conditions: ['cc-source'] },
  test: {
    include: ['bench/**/*.bench.ts'],
    environment: 'node',
    testTimeout: 900_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    root: '.',
  },
});
