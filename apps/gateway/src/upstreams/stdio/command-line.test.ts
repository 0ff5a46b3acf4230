import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const allowed = ['npx', 'uvx', 'node', 'python3']
const read = (text: string) => readCommandLine(text, allowed)

describe('the command line of a stdio server', () => {
  it.each([
    [
      '@modelcontextprotocol/server-filesystem /data',
      'npx',
      ['-y', '@modelcontextprotocol/server-filesystem', '/data'],
    ],
    ['@acme/s@1.2.3 "two words" it\\ is', 'npx', ['-y', '@acme/s@1.2.3', 'two words', 'it is']],
    ['server-memory@1.0.0', 'npx', ['-y', 'server-memory@1.0.0']],
    ['npx -y mcp-thing --eval x', 'npx', ['-y', 'mcp-thing', '--eval', 'x']],
    ['python3 server.py -c config', 'python3', ['server.py', '-c', 'config']],
    ['python3 -m server', 'python3', ['-m', 'server']],
    ['node server.js $HOME', 'node', ['server.js', '$HOME']],
    ["uvx mcp-server-git '*.py'", 'uvx', ['mcp-server-git', '*.py']],
  ])('splits %s as a shell would', (text, command, args) => {
    expect(read(text)).toEqual({ command, args })
  })

  it.each([
    'bash -c id',
    '/usr/bin/node server.js',
    './server',
    'node -e 1',
    'node --eval=1 x',
    'node -pe 1',
    'node --import ./x.js server.js',
    'npx -c "id"',
    'npx --call id',
    'npx -y --call=id pkg',
    'python3 -c "print(1)"',
    'python3 -Ic "print(1)"',
    'python3 -',
    'uvx --index-url http://elsewhere pkg',
    'node server.js; id',
    'node server.js && id',
    'node server.js | tee x',
    'node server.js > /etc/passwd',
    'node $(id)',
    'node server.js\nid',
    '',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'COMMAND_NOT_ALLOWED' }))
  })

  it('says what is wrong and what would be right', () => {
    expect(() => read('ruby server.rb')).toThrow(
      'The command line begins with ruby: allowed are npx, uvx, node, python3, and packages.',
    )
  })
})
