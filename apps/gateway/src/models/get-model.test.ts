import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { makeArchive, type ArchiveEntry } from '../../test/make-archive.ts'
import { openFileServer } from '../../test/open-file-server.ts'
import type { Model } from './catalogue.ts'
import { getModel } from './get-model.ts'
import { faultsOf, stateOf } from './model-state.ts'

// Real archives from a real server; what it serves and how it fails, each test says.

const folder = 'kokoro-test-v1'
/** Text that bzip2 cannot make small, so that an archive can be cut. */
const weights = Array.from({ length: 40_000 }, (_, i) => Math.sin(i).toString(36)).join('')
const honest: ArchiveEntry[] = [
  { path: `${folder}/model.onnx`, text: weights },
  { path: `./${folder}/espeak-ng-data/lang/phontab`, text: 'phonemes' },
]

async function emptyDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'patchbay-models-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Serves an archive as the model's own, and has a folder to fetch it to. */
async function publish(entries: ArchiveEntry[] = honest) {
  const dir = await emptyDir()
  const { body, sha256 } = await makeArchive(join(await emptyDir(), 'archive.tar.bz2'), entries)
  const server = await openFileServer(body)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const model: Model = {
    name: 'kokoro-test',
    folder,
    purpose: 'text to speech',
    title: 'A model for tests',
    languages: 'en',
    licence: 'Apache-2.0',
    source: 'https://example.com',
    path: `tts-models/${folder}.tar.bz2`,
    archives: [{ sha256, bytes: body.length }],
    files: ['model.onnx', 'espeak-ng-data/lang/phontab'],
  }
  return {
    dir,
    server,
    model,
    sha256,
    options: { dir, mirror: server.url, retryMs: 1, onProgress: (have: number) => server.arrived(have) },
  }
}

describe('getModel', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('puts a model in place whole, with what its files were, and fetches nothing a second time', async () => {
    const { dir, server, model, sha256, options } = await publish()
    const seen: number[] = []
    expect(stateOf(dir, model)).toEqual({ state: 'missing', lacks: model.files })
    const receipt = await getModel(model, { ...options, onProgress: (have) => seen.push(have) })
    expect(receipt).toMatchObject({ sha256, files: { 'espeak-ng-data/lang/phontab': { bytes: 8 } } })
    expect(stateOf(dir, model)).toEqual({ state: 'here' })
    expect(await readFile(join(dir, folder, 'model.onnx'), 'utf8')).toBe(weights)
    expect(await faultsOf(dir, model)).toEqual([])
    expect(seen.at(-1)).toBe(server.body.length)
    expect(await getModel(model, options)).toBeUndefined()
    expect(server.requests).toHaveLength(1)
  })

  it('goes on where the connection was cut, twice, within one command', async () => {
    const { dir, server, model, options } = await publish()
    server.cuts = [10_000, 20_000]
    await getModel(model, options)
    expect(server.requests.map(({ ifRange }) => ifRange)).toEqual([undefined, '"one"', '"one"'])
    expect(server.requests.map(({ range }) => range !== undefined)).toEqual([false, true, true])
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('keeps what came where it has to give up, takes it for nothing, and goes on from it with the next command', async () => {
    const { dir, server, model, options } = await publish()
    server.cuts = [30_000, 0, 0]
    await expect(getModel(model, options)).rejects.toThrow(/of it are kept, and the same command goes on from there/)
    expect(stateOf(dir, model).state).toBe('missing')
    expect(await readdir(dir)).toEqual(['.downloads'])
    await getModel(model, options)
    expect(server.requests.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/)
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('begins again where the server gives no parts', async () => {
    const { dir, server, model, options } = await publish()
    server.ranges = false
    server.cuts = [30_000]
    await getModel(model, options)
    expect(server.requests).toHaveLength(2)
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('begins again where another file was put there meanwhile', async () => {
    const { dir, server, model, options } = await publish()
    const right = server.body
    server.body = Buffer.alloc(right.length, 'x')
    server.cuts = [30_000, 0, 0]
    await expect(getModel(model, options)).rejects.toThrow('could not be fetched')
    server.body = right
    server.etag = '"two"'
    await getModel(model, options)
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('fetches it once more, whole, where the parts do not fit and the server had not said so', async () => {
    const { dir, server, model, options } = await publish()
    const right = server.body
    server.body = Buffer.alloc(right.length, 'x')
    server.cuts = [30_000, 0, 0]
    await expect(getModel(model, options)).rejects.toThrow('could not be fetched')
    server.body = right
    await getModel(model, options)
    expect(server.requests.at(-1)?.range).toBeUndefined()
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('refuses a file of another size before it is fetched, and one of another checksum after, and keeps neither', async () => {
    const { dir, server, model, options } = await publish()
    server.body = Buffer.concat([server.body, Buffer.from('more')])
    await expect(getModel(model, options)).rejects.toThrow(
      /has \d+ bytes and not \d+: it is none of the archives that are known.*patchbay models get kokoro-test --sha256/s,
    )
    server.body = Buffer.alloc(server.body.length - 4, 'x')
    await expect(getModel(model, options)).rejects.toThrow(/has the checksum [0-9a-f]{64}: it is none/)
    expect(await readdir(dir)).toEqual(['.downloads'])
    expect((await readdir(join(dir, '.downloads'))).filter((name) => !name.endsWith('.lock'))).toEqual([])
  })

  it('takes an archive that is not in the catalogue where a person says its checksum', async () => {
    const { dir, server, model, sha256, options } = await publish()
    const other = { ...model, archives: [{ sha256: '0'.repeat(64), bytes: 1 }] }
    await expect(getModel(other, { ...options, sha256: '1'.repeat(64) })).rejects.toThrow('has the checksum')
    await getModel(other, { ...options, sha256 })
    expect(await faultsOf(dir, model)).toEqual([])
    expect(server.requests).toHaveLength(2)
  })

  it('says what is wrong with an address, and tries again what may pass', async () => {
    const { server, model, options } = await publish()
    server.statuses = [404]
    await expect(getModel(model, options)).rejects.toThrow(
      'the server answered 404. Look whether the address is right.',
    )
    server.statuses = [503]
    await expect(getModel(model, options)).resolves.toBeDefined()
    const gone = await openFileServer(Buffer.of())
    await gone[Symbol.asyncDispose]()
    const nobody = { ...options, dir: await emptyDir(), mirror: gone.url }
    await expect(getModel(model, nobody)).rejects.toThrow('could not be fetched (ECONNREFUSED).')
  })

  it('says beforehand that there is not enough room', async () => {
    const { model, options, server, sha256 } = await publish()
    const huge = await openFileServerOfSize(10 ** 16)
    await expect(getModel(model, { ...options, mirror: huge, sha256 })).rejects.toThrow(
      /There is not enough room in .*: \d+ MB are needed and \d+ MB are free. Make room, or set MODELS_DIR/,
    )
    expect(server.requests).toEqual([])
  })

  it('goes through the proxy of the environment', async () => {
    const { dir, model, options, server } = await publish()
    const asked: string[] = []
    const proxy = createServer((req, res) => {
      asked.push(String(req.url))
      request(server.url, (answer) => {
        res.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(res)
      }).end()
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    onTestFinished(() => void proxy.close())
    // It listens on TCP.
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    // Nobody has this name: only the proxy can reach it.
    await getModel(model, { ...options, mirror: 'http://models.invalid' })
    expect(asked).toEqual([`http://models.invalid/${model.path}`])
    expect(await faultsOf(dir, model)).toEqual([])
    vi.stubEnv('HTTP_PROXY', 'not-an-address-with-hunter2')
    const refused = getModel(model, { ...options, dir: await emptyDir() })
    await expect(refused).rejects.toThrow('HTTP_PROXY or HTTPS_PROXY is not an address')
    await expect(refused).rejects.not.toThrow('hunter2')
  })

  it('lets one of two at once fetch it, and tells the other', async () => {
    const { dir, server, model, options } = await publish()
    server.holdAfter = 1_000
    const first = getModel(model, options)
    await expect.poll(() => server.requests.length).toBe(1)
    await expect(getModel(model, options)).rejects.toThrow('Another process is fetching kokoro-test.')
    server.release()
    await first
    expect(server.requests).toHaveLength(1)
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it.each<[string, ArchiveEntry, RegExp]>([
    ['a path that goes up', { path: `${folder}/../../escaped`, text: 'x' }, /holds the path/],
    ['an absolute path', { path: '/tmp/patchbay-escaped', text: 'x' }, /holds the path/],
    ['a second folder', { path: 'elsewhere/file', text: 'x' }, /is not in the folder kokoro-test-v1/],
    ['a symbolic link', { path: `${folder}/link`, type: 'link', target: '/etc/passwd' }, /holds a SymbolicLink/],
    ['a hard link', { path: `${folder}/link`, type: 'hard', target: '/etc/passwd' }, /holds a Link/],
    ['a pipe', { path: `${folder}/pipe`, type: 'fifo' }, /holds a FIFO/],
    ['a bomb', { path: `${folder}/zeros`, text: '0'.repeat(1024), times: 110_000 }, /unpacks to more than 100 MB/],
  ])('refuses an archive with %s, and keeps nothing of it', async (_, entry, reason) => {
    const { dir, model, options } = await publish([...honest, entry])
    await expect(getModel(model, options)).rejects.toThrow(reason)
    expect(stateOf(dir, model).state).toBe('missing')
    expect(await readdir(dir)).toEqual(['.downloads'])
    expect(await readdir(join(dir, '.downloads'))).not.toContain(`${folder}.unpacked`)
    expect(existsSync('/tmp/patchbay-escaped')).toBe(false)
  })

  it('refuses an archive that is damaged, and one without the files of its model', async () => {
    const { dir, server, model, options } = await publish()
    const { createHash } = await import('node:crypto')
    server.body = server.body.subarray(0, server.body.length - 5_000)
    const sha256 = createHash('sha256').update(server.body).digest('hex')
    await expect(getModel(model, { ...options, sha256 })).rejects.toThrow(/The archive cannot be unpacked/)
    const lacking = await publish(honest.slice(0, 1))
    await expect(getModel(lacking.model, lacking.options)).rejects.toThrow('lacks espeak-ng-data/lang/phontab')
    expect([...(await readdir(dir)), ...(await readdir(lacking.dir))]).toEqual(['.downloads', '.downloads'])
  })

  it('unpacks without a bzip2 on the machine', async () => {
    const { dir, model, options } = await publish()
    vi.stubEnv('PATH', '')
    await getModel(model, options)
    expect(await faultsOf(dir, model)).toEqual([])
  })

  it('puts a whole model in the place of half of one', async () => {
    const { dir, model, options } = await publish()
    await mkdir(join(dir, folder))
    await writeFile(join(dir, folder, 'model.onnx'), 'half')
    await getModel(model, options)
    expect(await faultsOf(dir, model)).toEqual([])
  })
})

describe('faultsOf', () => {
  it('names each file that is not what was unpacked', async () => {
    const { dir, model, options } = await publish()
    await getModel(model, options)
    await writeFile(join(dir, folder, 'model.onnx'), weights.replace('0', '1'))
    await rm(join(dir, folder, 'espeak-ng-data/lang/phontab'))
    expect(await faultsOf(dir, model)).toEqual([
      'espeak-ng-data/lang/phontab is missing',
      'model.onnx is not what was unpacked',
    ])
  })

  it('cannot compare what was put there by hand, and yet sees an empty file', async () => {
    const { dir, model } = await publish()
    await mkdir(join(dir, folder, 'espeak-ng-data/lang'), { recursive: true })
    for (const file of model.files) await writeFile(join(dir, folder, file), 'x')
    expect(stateOf(dir, model)).toEqual({ state: 'here' })
    expect(await faultsOf(dir, model)).toBeUndefined()
    await writeFile(join(dir, folder, 'model.onnx'), '')
    expect(await faultsOf(dir, model)).toEqual(['model.onnx is missing or empty'])
  })
})

/** A server that says a size and sends nothing of it. */
async function openFileServerOfSize(bytes: number): Promise<string> {
  const server = createServer((_, res) => {
    res.writeHead(200, { 'content-length': bytes })
    res.flushHeaders()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // It listens on TCP.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
