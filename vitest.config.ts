import { defineConfig } from 'vitest/config'

// Tests run as the product does: under Node's own type stripping, without a bundler in between.
const experimental = { viteModuleRunner: false } as const

/** A package that is published has its source under this condition, and what was built of it without. */
const execArgv = ['--conditions=patchbay-source']

/** Measurements that take minutes: each runs only where it is asked for by its name. */
const benches: Record<string, string[]> = {
  'bench:library': ['services/library/src/evaluation/library.bench.ts'],
  'bench:speech': ['packages/engine/test/hearing/speech.bench.ts', 'packages/speech/src/hard-text.bench.ts'],
}
const bench = benches[process.env['npm_lifecycle_event'] ?? '']

export default defineConfig({
  test: {
    experimental,
    // At the root and not in a project, so that one PostgreSQL serves the whole run.
    globalSetup: ['./tests/support/src/postgres-setup.ts'],
    // A file for each processor; by default one of them would rest.
    maxWorkers: '100%',
    projects: [
      ...(bench === undefined
        ? []
        : [{ test: { name: 'bench', experimental, include: bench, fileParallelism: false } }]),
      {
        test: {
          name: 'node',
          environment: 'node',
          experimental,
          execArgv,
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
          execArgv,
          include: ['tests/e2e/**/*.test.ts', 'tests/conformance/**/*.test.ts'],
          globalSetup: ['./tests/e2e/src/first-start.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
