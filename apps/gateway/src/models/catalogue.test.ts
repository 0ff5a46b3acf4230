import { expect, it } from 'vitest'
import { catalogue, findModel } from './catalogue.ts'

it.each(catalogue)('$name has an archive that is checked, and is found by either name', (model) => {
  const { name, folder, path, archives, files } = model
  expect(path).toMatch(new RegExp(`^(asr|tts)-models/${folder}\\.tar\\.bz2$`))
  expect(archives.length).toBeGreaterThan(0)
  for (const { sha256, bytes } of archives) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(bytes).toBeGreaterThan(1e8)
  }
  expect(files.length).toBeGreaterThan(2)
  expect(catalogue.filter((each) => each.name === name || each.folder === folder)).toEqual([model])
  expect([findModel(name), findModel(folder)]).toEqual([model, model])
})
