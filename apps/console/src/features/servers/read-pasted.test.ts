import { describe, expect, it } from 'vitest'
import { readPasted } from './read-pasted.ts'

const files = { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '/data'] }

describe('what was pasted', () => {
  it.each([
    ['a whole file', JSON.stringify({ mcpServers: { files } })],
    ["VS Code's file", JSON.stringify({ servers: { files } })],
    ['entries alone', JSON.stringify({ files })],
    ['the inside of a file', `"files": ${JSON.stringify(files)},`],
  ])('is servers in %s', (_, text) => {
    expect(readPasted(text)).toEqual({ kind: 'json', names: ['files'], body: { mcpServers: { files } } })
  })

  it('is one entry without a name', () => {
    expect(readPasted('{"url": "https://mcp.example.com/mcp"}')).toMatchObject({ kind: 'json', names: ['New server'] })
  })

  it.each([
    ['https://mcp.example.com/mcp', 'address', 'mcp.example.com'],
    ['@modelcontextprotocol/server-filesystem /data', 'package', 'filesystem'],
    ['npx -y @acme/mcp-server-weather@1.2.3', 'command', 'weather'],
    ['python3 tools/notes.py --all', 'command', 'notes'],
  ])('is the line %s', (line, what, name) => {
    expect(readPasted(line)).toEqual({ kind: 'line', line, what, name })
  })

  it('says why it cannot be read', () => {
    expect(readPasted('{"mcpServers": ')).toMatchObject({ kind: 'broken' })
    expect(readPasted('{"other": 1}')).toMatchObject({ kind: 'broken' })
    expect(readPasted('two\nlines')).toMatchObject({ kind: 'broken' })
    expect(readPasted('  ')).toEqual({ kind: 'nothing' })
  })
})
