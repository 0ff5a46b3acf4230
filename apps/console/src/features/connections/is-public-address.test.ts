import { expect, test } from 'vitest'
import { isPublicAddress } from './is-public-address.ts'

test.for([
  ['https://patchbay.example.com', true],
  ['https://203.0.113.7', true],
  ['https://[2001:db8::1]:8443', true],
  ['http://patchbay.example.com', false],
  ['http://localhost:8000', false],
  ['https://localhost', false],
  ['https://patchbay', false],
  ['https://patchbay.local', false],
  ['https://patchbay.internal', false],
  ['https://127.0.0.1', false],
  ['https://10.1.2.3', false],
  ['https://172.20.0.1', false],
  ['https://172.32.0.1', true],
  ['https://192.168.1.4', false],
  ['https://100.100.1.1', false],
  ['https://[::1]', false],
  ['https://[fd00::1]', false],
] as const)('%s counts as public: %s', ([url, expected]) => {
  expect(isPublicAddress(url)).toBe(expected)
})
