import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openVoice } from './open-voice.ts'
import type { SpeakRequest } from './voice.ts'

const require = createRequire(import.meta.url)
const request: SpeakRequest = { text: 'Hello.', language: 'en', speed: 1, signal: new AbortController().signal }

describe('openVoice', () => {
  it('opens espeak where it is installed, and warns of nothing', async () => {
    const warnings: string[] = []
    await using voice = await openVoice({ warn: (_, message) => warnings.push(message) })
    expect(voice.name).toBe('espeak')
    expect((await Array.fromAsync(voice.speak(request))).length).toBe(1)
    expect(warnings).toEqual([])
  })

  describe('where the optional package is not installed', () => {
    let folder: string

    // An installation of its own: this package with what it needs, and without what is optional.
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'patchbay-speech-'))
      await cp(import.meta.dirname, join(folder, 'src'), { recursive: true })
      const scope = join(folder, 'node_modules', '@alexanderolsen')
      await mkdir(scope, { recursive: true })
      const library = join(require.resolve('@alexanderolsen/libsamplerate-js'), '..', '..')
      await symlink(library, join(scope, 'libsamplerate-js'), 'junction')
    })

    afterAll(async () => {
      await rm(folder, { recursive: true })
    })

    it('opens a voice named none that says nothing, and tells why', async () => {
      const url = pathToFileURL(join(folder, 'src', 'open-voice.ts')).href
      // The same file as the one imported above, in another place.
      const elsewhere = (await import(url)) as { openVoice: typeof openVoice }
      const warnings: { fields: Record<string, unknown>; message: string }[] = []
      await using voice = await elsewhere.openVoice({ warn: (fields, message) => warnings.push({ fields, message }) })
      expect(voice.name).toBe('none')
      expect(await Array.fromAsync(voice.speak(request))).toEqual([])
      expect(warnings).toHaveLength(1)
      expect(warnings[0]?.message).toContain('@echogarden/espeak-ng-emscripten')
      expect(warnings[0]?.fields.err).toMatchObject({ cause: { code: 'ERR_MODULE_NOT_FOUND' } })
    })
  })
})
