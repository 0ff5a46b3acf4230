import { defineConfig } from 'vitest/config'

// Tests run as the product does: under Node's own type stripping, without a bundler in between.
const experimental = { viteModuleRunner: false } as const

export default defineConfig({
  test: {
    experimental,
    // At the root and not in a project, so that one PostgreSQL serves the whole run.
    globalSetup: ['./tests/support/src/postgres-setup.ts'],
    projects: [
      // Only where it is asked for by its name: it takes minutes.
      ...(process.env['npm_lifecycle_event'] === 'bench:library'
        ? [{ test: { name: 'bench', experimental, include: ['services/library/src/evaluation/library.bench.ts'] } }]
        : []),
      {
        test: {
          name: 'node',
          environment: 'node',
          experimental,
          include: ['{apps,packages,services,scripts}/**/*.test.ts', 'tests/support/**/*.test.ts'],
          // Waits are on conditions; this only ends what hangs, also where the machine is shared.
          testTimeout: 60_000,
          // PGlite takes some seconds to open on a busy machine.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          experimental,
          include: ['tests/e2e/**/*.test.ts', 'tests/conformance/**/*.test.ts'],
          globalSetup: ['./tests/e2e/src/first-start.ts'],
          // Each file starts whole gateways and browsers.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
