import { META, type Tool } from '@patchbay/contract'
import { describe, expect, it } from 'vitest'
import { classOfServiceTool, proposeToolClass } from './tool-class.ts'

const tool = (name: string, annotations?: Tool['annotations']): Tool => ({
  name,
  inputSchema: {},
  ...(annotations ? { annotations } : {}),
})

describe('proposeToolClass', () => {
  it.each([
    [tool('anything', { readOnlyHint: true }), 'read'],
    [tool('anything', { readOnlyHint: false, destructiveHint: true }), 'dangerous'],
    [tool('anything', { readOnlyHint: false, destructiveHint: false }), 'write'],
    [tool('delete_file', { readOnlyHint: false, destructiveHint: false }), 'dangerous'],
    [tool('get_weather'), 'read'],
    [tool('searchBooks'), 'read'],
    [tool('list-files'), 'read'],
    [tool('book_session'), 'write'],
    [tool('createIssue'), 'write'],
    [tool('run_query'), 'dangerous'],
    [tool('getaway'), 'unclassified'],
    [tool('settings'), 'unclassified'],
    [tool('weather'), 'unclassified'],
  ])('takes %o for %s', (proposed, toolClass) => {
    expect(proposeToolClass(proposed)).toBe(toolClass)
  })
})

it('believes a service of ours about its own tool, where it says something that there is', () => {
  const cancel = tool('cancel_booking', { destructiveHint: true })
  expect(classOfServiceTool({ ...cancel, _meta: { [META.toolClass]: 'write' } })).toBe('write')
  expect(classOfServiceTool({ ...cancel, _meta: { [META.toolClass]: 'harmless' } })).toBe('dangerous')
})
