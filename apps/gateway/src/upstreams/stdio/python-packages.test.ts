import { describe, expect, it } from 'vitest'
import { readPythonTool } from './python-packages.ts'

describe('what uvx is to run', () => {
  it.each([
    ['mcp-server-time', 'mcp-server-time', 'mcp-server-time', []],
    ['mcp-server-time@1.2.3 --utc', 'mcp-server-time==1.2.3', 'mcp-server-time', ['--utc']],
    ['mcp-server-time==1.2.3', 'mcp-server-time==1.2.3', 'mcp-server-time', []],
    ['-q mcp-server-time@latest -q', 'mcp-server-time', 'mcp-server-time', ['-q']],
    ['--from mcp[cli]==2.0 mcp run x', 'mcp[cli]==2.0', 'mcp', ['run', 'x']],
    ['--from=mcp mcp', 'mcp', 'mcp', []],
  ])('%s', (words, spec, program, args) => {
    expect(readPythonTool(words.split(' '))).toEqual({ spec, program, args })
  })

  it.each([
    ['', /names no package/],
    ['--with other mcp-server-time', /uvx takes --from alone/],
    ['--from mcp', /names no program/],
    ['git+https://elsewhere/repo', /no package of an index/],
    ['./folder', /no package of an index/],
    ['--from https://elsewhere/x.whl tool', /no package of an index/],
  ])('%s is refused', (words, why) => {
    expect(() => readPythonTool(words.split(' '))).toThrow(why)
  })
})
