import { defineConfig } from 'oxlint'
import { arrowOverrides } from './scripts/arrows.ts'

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  env: { es2026: true, node: true },
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '**/migrations/**', 'tests/e2e/document-3/**'],
  rules: {
    // `== null` asks for null and undefined at once.
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'max-lines': ['error', { max: 300 }],
    'no-var': 'error',
    'prefer-const': 'error',
    // Off: the protocol's own member is called `_meta`.
    'no-underscore-dangle': 'off',
    'import/no-cycle': 'error',
    'import/no-duplicates': 'error',
    // Off: a package's default export is often its named one too.
    'import/no-named-as-default': 'off',
    // Off: `pg.Pool` and `fc.property` are how their own documentation reads.
    'import/no-named-as-default-member': 'off',
    'import/no-self-import': 'error',
    // Off: it takes Fastify, whose handlers are async, for Express.
    'oxc/no-async-endpoint-handlers': 'off',
    // Off: promises are awaited here; what is left of `then` starts work whose value nobody wants.
    'promise/always-return': 'off',
    'promise/no-callback-in-promise': 'off',
    'typescript/await-thenable': 'error',
    'typescript/consistent-type-imports': 'error',
    // Off: an effect returns its clean-up or nothing, and TypeScript sees to the rest.
    'typescript/consistent-return': 'off',
    // A gateway passes on what others declare, which the SDK's low-level server is for.
    'typescript/no-deprecated': [
      'error',
      {
        allow: [
          { from: 'package', package: '@modelcontextprotocol/server', name: ['Server', 'log'] },
          // What clients still speak is tested with what they still use.
          { from: 'package', package: '@modelcontextprotocol/client', name: ['SSEClientTransport'] },
        ],
      },
    ],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-import-type-side-effects': 'error',
    'typescript/no-misused-promises': 'error',
    // Off: what a driver answers is not always what its types say (a count is a string on one and a number on another).
    'typescript/no-unnecessary-type-conversion': 'off',
    // Off: the rule knows no reasons. A cast here has one beside it.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    // Off: a function stands where it is read, also one that needs nothing of its surroundings.
    'unicorn/consistent-function-scoping': 'off',
    // Off: an MCP transport has `onmessage` and the like, and is no event target.
    'unicorn/prefer-add-event-listener': 'off',
    // Off: a member that may be absent is spread in, also where it is the only one.
    'unicorn/no-useless-spread': 'off',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
  },
  overrides: [
    ...arrowOverrides(),
    {
      files: ['apps/console/**'],
      plugins: ['react', 'jsx-a11y'],
      env: { browser: true },
      rules: {
        // Off: style sheets are imported for their effect, and JSX needs no React in scope since React 17.
        'import/no-unassigned-import': 'off',
        'react/react-in-jsx-scope': 'off',
        // Off: the router's `redirect()` and `notFound()` are thrown, and are no errors.
        'typescript/only-throw-error': 'off',
      },
    },
    {
      files: ['**/*.test.ts', '**/*.test.tsx'],
      plugins: ['vitest'],
      rules: {
        'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'checkProperty', 'fc.assert'] }],
        'vitest/no-focused-tests': 'error',
        // A second argument says what the assertion is about.
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
        // Off: tests are made for each of several stores, and each may lack a part.
        'vitest/no-conditional-tests': 'off',
        // Off: a property holds in one way for one kind of case and in another way for the other.
        'vitest/no-conditional-expect': 'off',
      },
    },
  ],
})
