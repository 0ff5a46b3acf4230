import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from './src/repository.ts'
import { baseEnvironment, runProcess } from './src/run-process.ts'
import { mcpApiKey, startGateway } from './src/start-gateway.ts'

test('the commands of the README do what it says', async () => {
  const readme = await readFile(join(repository.root, 'README.md'), 'utf8')
  const [start, curl = ''] = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block)
  expect(start).toBe('npm start\n')
  await using gateway = await startGateway()
  const [session = '', call = ''] = curl.replaceAll('localhost:8000', new URL(gateway.url).host).split(/^(?=curl )/m)
  const run = async (command: string, env: Record<string, string>) => {
    const { code, stdout, stderr } = await runProcess('bash', ['-c', command], {
      env: { ...baseEnvironment(), ...env },
    })
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout)
  }
  const { session_token: TOKEN, user } = await run(session, { KEY: mcpApiKey })
  expect(user.name).toBe('Rafael Silva')
  const { result } = await run(call, { TOKEN })
  expect(result.structuredContent.sessions.length).toBeGreaterThan(0)
})
