import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeArchive } from '../../test/make-archive.ts'
import { openFileServer, type FileServer } from '../../test/open-file-server.ts'
import { runCli, startCli } from '../../test/run-cli.ts'

// The real command, against a mirror with an archive of the official names and of our own bytes.

// Each starts the command several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const folder = 'sherpa-onnx-whisper-tiny'
const weights = Array.from({ length: 40_000 }, (_, i) => Math.sin(i).toString(36)).join('')

describe('patchbay models', () => {
  let dir: string
  let mirror: FileServer
  let sha256: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'patchbay-models-'))
    const files = ['tiny-encoder.int8.onnx', 'tiny-decoder.int8.onnx', 'tiny-tokens.txt']
    const made = await makeArchive(
      join(dir, 'archive.tar.bz2'),
      files.map((file) => ({ path: `${folder}/${file}`, text: weights })),
    )
    sha256 = made.sha256
    mirror = await openFileServer(made.body)
  })
  afterAll(async () => {
    await mirror[Symbol.asyncDispose]()
    await rm(dir, { recursive: true, force: true })
  })

  const env = () => ({ DATA_DIR: join(dir, 'data'), MODELS_MIRROR: mirror.url, MODELS_DIR: join(dir, 'models') })
  const run = (...words: string[]) => runCli(['models', ...words], env())

  it('lists what is missing and how it is had', async () => {
    const { code, stdout, stderr } = await run('list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('missing  whisper-tiny: Whisper tiny, speech to text')
    expect(stdout).toContain('patchbay models get whisper-tiny  (116 MB)')
    expect(stdout).toContain('missing  kokoro-int8')
  })

  it('refuses what is not in the catalogue, and a mirror’s file that nobody vouches for', async () => {
    expect(await run('get', 'nonsense')).toMatchObject({ code: 1, stderr: expect.stringContaining('whisper-base') })
    const refused = await run('get', 'whisper-tiny')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('bytes and not 116204861') })
    expect(refused.stdout).toContain('licence  MIT')
  })

  it('is never taken for whole when it was killed, and goes on from there', async () => {
    mirror.holdAfter = 50_000
    const child = startCli(['models', 'get', folder, '--sha256', sha256], env())
    const part = join(dir, 'models/.downloads', `${folder}.tar.bz2.part`)
    await expect.poll(() => stat(part).catch(() => ({ size: 0 })), { timeout: 30_000 }).toMatchObject({ size: 50_000 })
    child.kill('SIGKILL')
    await once(child, 'close')
    mirror.release()
    const { stdout: listed } = await run('list')
    expect(listed).toContain('missing  whisper-tiny')
    expect(listed).toMatch(/get whisper-tiny {2}\(116 MB, 0\.1 MB of it fetched\)/)
    const before = mirror.requests.length
    const { code, stdout, stderr } = await run('get', folder, '--sha256', sha256)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Here, and its checksum is right')
    expect(mirror.requests[before]?.range).toMatch(/^bytes=[1-9]\d*-$/)
    expect((await run('list')).stdout).toMatch(/here {5}whisper-tiny/)
    expect(await readdir(join(dir, 'models', folder))).toHaveLength(4)
  })

  it('fetches nothing twice, verifies what is here, and says when it is damaged', async () => {
    expect((await run('get', 'whisper-tiny')).stdout).toContain('It is here already')
    expect(await run('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('right    whisper-tiny') })
    await writeFile(join(dir, 'models', folder, 'tiny-tokens.txt'), weights.replace('0', '1'))
    const damaged = await run('verify')
    expect(damaged).toMatchObject({ code: 1 })
    expect(damaged.stdout).toContain('damaged  whisper-tiny: tiny-tokens.txt is not what was unpacked')
    expect(damaged.stderr).toContain('patchbay models rm whisper-tiny, then patchbay models get whisper-tiny')
  })

  it('shows how far it is to a person at a terminal alone', async () => {
    expect((await run('rm', 'whisper-tiny')).stdout).toContain('Removed whisper-tiny')
    const shown = await runCli(['models', 'get', 'whisper-tiny', '--sha256', sha256], env(), true)
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/\rwhisper-tiny {2}0\.\d MB of 0\.\d MB, 100 %: checking and unpacking/)
    expect(await run('rm', 'whisper-tiny')).toMatchObject({ code: 0 })
    expect((await run('rm', 'whisper-tiny')).stdout).toContain('whisper-tiny is not here.')
  })
})
