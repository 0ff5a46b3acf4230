import { expect, it } from 'vitest'
import { childEnvironment } from './child-environment.ts'
import { environment } from './config.ts'

it('gives a child process none of our settings, and what it needs to run and to fetch packages', () => {
  const settings = Object.fromEntries(Object.keys(environment.shape).map((name) => [name, 'marked']))
  const needed = { PATH: '/bin', HOME: '/root', HTTPS_PROXY: 'http://proxy', npm_config_registry: 'http://registry' }
  expect(childEnvironment({ ...settings, ...needed, GITHUB_TOKEN: 'marked', LC_ALL: undefined })).toEqual(needed)
})
