import { defineConfig } from 'vitest/config';

/** One project: the level of a test stands in its suffix (`.test.ts`, `.prop.test.ts`, `.int.test.ts`), not here. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/cdk.out/**', '**/dist/**', '**/.local/**'],
    passWithNoTests: false,
    setupFiles: ['test/support/property-seed.ts'],
    // Synthesis and real engines take seconds, more on a busy machine; a test that hangs still ends.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
