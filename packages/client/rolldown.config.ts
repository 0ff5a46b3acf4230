import { defineConfig } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** ECMAScript modules and their types, for Node 20 and browsers. What is ours and not published is put in. */
export default defineConfig({
  input: { index: 'src/index.ts', 'node/index': 'src/node/index.ts' },
  platform: 'neutral',
  external: [/^node:/, /^@modelcontextprotocol\//, 'zod'],
  transform: { target: 'es2022' },
  plugins: [dts({ generator: 'oxc', tsconfig: false })],
  output: { dir: 'dist', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
})
