import { describe, expect, it } from 'vitest'
import { askedOrigin, ownPath } from './asked-origin.ts'

const local = 'http://localhost:8000'
const far = 'https://voice.example'

describe('askedOrigin', () => {
  it.each([
    [local, 'localhost:8000', local],
    [local, '127.0.0.1:8000', 'http://127.0.0.1:8000'],
    [local, '[::1]:8000', 'http://[::1]:8000'],
    ['http://127.0.0.1:8000', 'localhost:8000', 'http://localhost:8000'],
    [local, '127.0.0.1:8001', local],
    [local, '127.0.0.1', local],
    [local, 'evil.example:8000', local],
    [local, 'me@127.0.0.1:8000/x', 'http://127.0.0.1:8000'],
    [local, '', local],
    [local, undefined, local],
    [far, '127.0.0.1', far],
    [far, 'localhost:443', far],
  ])('of %s, asked by the host %s, is %s', (publicUrl, host, origin) => {
    expect(askedOrigin(publicUrl, host)).toBe(origin)
  })
})

describe('ownPath', () => {
  it.each([
    [local, 'http://localhost:8000/mcp', '/mcp'],
    [local, 'http://127.0.0.1:8000/mcp', '/mcp'],
    [local, 'http://127.0.0.1:8001/mcp', undefined],
    [local, 'https://127.0.0.1:8000/mcp', undefined],
    [local, 'http://127.0.0.1:8000', undefined],
    [local, 'http://localhost:8000.evil.example/mcp', undefined],
    [local, 'http://me@127.0.0.1:8000/mcp', undefined],
    [local, 'nonsense', undefined],
    [far, 'https://voice.example/mcp', '/mcp'],
    [far, 'http://127.0.0.1/mcp', undefined],
  ])('at %s, of %s is %s', (publicUrl, address, path) => {
    expect(ownPath(publicUrl, address)).toBe(path)
  })
})
