import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configurationPage } from './configuration-page.ts'
import { environment } from './config.ts'

it('docs/configuration.md is what the schema says; `npm run docs` writes it', () => {
  const written = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  expect(written).toBe(configurationPage())
  for (const [name, { description }] of Object.entries(environment.shape)) expect(description, name).toMatch(/\.$/)
})
