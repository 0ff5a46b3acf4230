import { expect, test } from 'vitest'
import type { LocalClient } from './clients.ts'
import { writeStdioConfiguration } from './write-stdio-configuration.ts'

const local = { command: '/opt/node', args: ['/opt/patchbay.mjs', 'mcp-server'], env: { DATA_DIR: "/srv/Ana's data" } }

function write(client: LocalClient, caller = '') {
  const endpoint = { serverName: 'voicebox', stdioName: 'voicebox' }
  return writeStdioConfiguration({ client, endpoint, local, caller })
}

const server = { command: '/opt/node', args: ['/opt/patchbay.mjs', 'mcp-server', 'voicebox'], env: local.env }

test('Claude Code is told by one command, each word as the shell takes it', () => {
  expect(write('claude-code').text).toBe(
    [
      String.raw`claude mcp add --transport stdio \ `.trimEnd(),
      String.raw`  --env 'DATA_DIR=/srv/Ana'\''s data' \ `.trimEnd(),
      '  voicebox -- /opt/node /opt/patchbay.mjs mcp-server voicebox',
    ].join('\n'),
  )
})

test.for(['claude-desktop', 'cursor'] as const)('%s starts the command', (client) => {
  expect(JSON.parse(write(client).text)).toEqual({ mcpServers: { voicebox: server } })
})

test('VS Code is told that it is a program, and for whom it acts', () => {
  const args = [...server.args, '--caller', '+5511999999999']
  expect(JSON.parse(write('vs-code', '+5511999999999').text)).toEqual({
    servers: { voicebox: { type: 'stdio', ...server, args } },
  })
})
