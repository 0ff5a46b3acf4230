import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { styleText } from 'node:util'
import type { ModelsConfig } from '../model-settings.ts'
import { catalogue, findModel, type Model } from '../models/catalogue.ts'
import { forgetDownload, megabytes } from '../models/download-archive.ts'
import { getModel, urlOf } from '../models/get-model.ts'
import { faultsOf, partOf, stateOf, workDirOf } from '../models/model-state.ts'
import { lockFile } from '../lock-file.ts'
import { StartError } from '../start-error.ts'

/** Says which models are here, and how the others are had. */
export async function listModels({ dir }: ModelsConfig): Promise<void> {
  print(`In ${dir}:`)
  for (const model of catalogue) {
    const { name, title, purpose, languages, licence, archives } = model
    const found = stateOf(dir, model)
    const { bytes } = await partOf(dir, model)
    const here = found.state === 'here'
    const size = megabytes(archives[0]?.bytes ?? 0)
    const begun = bytes > 0 ? `, ${megabytes(bytes)} of it fetched` : ''
    print('')
    print(`${here ? good('here   ') : dim('missing')}  ${name}: ${title}, ${purpose}`)
    print(`         ${languages}; ${licence}`)
    print(here ? `         ${join(dir, model.folder)}` : `         patchbay models get ${name}  (${size}${begun})`)
  }
}

/** Fetches one model, after saying what it is and under which licence. */
export async function fetchModel({ dir, mirror }: ModelsConfig, name: string, sha256: string | undefined) {
  const model = requireModel(name)
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new StartError('--sha256 must be 64 hexadecimal digits')
  }
  const { title, purpose, languages, licence, source, archives } = model
  print(`${title}, ${purpose} (${languages}), ${megabytes(archives[0]?.bytes ?? 0)}`)
  print(`  licence  ${licence}`)
  print(`  made by  ${source}`)
  print(`  from     ${urlOf(model, mirror)}`)
  const progress = openProgress(model.name)
  const receipt = await getModel(model, {
    dir,
    mirror,
    sha256: sha256?.toLowerCase(),
    onProgress: progress.show,
  }).finally(progress.clear)
  const place = join(dir, model.folder)
  if (!receipt) return print(`It is here already: ${place}`)
  print(`Here, and its checksum is right: ${place} (${Object.keys(receipt.files).length} files)`)
}

/** Reads every model that is here once more. @throws {StartError} Where one is not what it was. */
export async function verifyModels({ dir }: ModelsConfig): Promise<void> {
  const damaged: string[] = []
  const here = catalogue.filter((model) => stateOf(dir, model).state === 'here')
  for (const model of here) {
    const faults = await faultsOf(dir, model)
    if (faults === undefined) print(`${good('whole')}    ${model.name}: put here by hand, so that there is no checksum`)
    else if (faults.length === 0) print(`${good('right')}    ${model.name}`)
    else {
      print(`${bad('damaged')}  ${model.name}: ${faults.join('; ')}`)
      damaged.push(model.name)
    }
  }
  if (here.length === 0) print(`There is no model in ${dir}. See: patchbay models list`)
  if (damaged.length > 0) {
    const ways = damaged.map((name) => `patchbay models rm ${name}, then patchbay models get ${name}`)
    throw new StartError(`Fetch what is damaged again: ${ways.join('; ')}`)
  }
}

/** Removes a model, and what there is of an interrupted download. */
export async function removeModel({ dir }: ModelsConfig, name: string): Promise<void> {
  const model = requireModel(name)
  const place = join(dir, model.folder)
  const { file, bytes } = await partOf(dir, model)
  const was = stateOf(dir, model).state === 'here' || bytes > 0
  if (bytes > 0) {
    using lock = lockFile(join(workDirOf(dir), `${model.folder}.lock`))
    if (!lock) throw new StartError(`Another process is fetching ${model.name}. Wait for it, or stop it.`)
    await forgetDownload(file)
  }
  await rm(place, { recursive: true, force: true })
  print(was ? `Removed ${model.name}: ${place}` : `${model.name} is not here.`)
}

function requireModel(name: string): Model {
  const model = findModel(name)
  if (model) return model
  throw new StartError(`Say which model: ${catalogue.map((each) => each.name).join(', ')}`)
}

/** One line, written over; only a person at a terminal sees it. */
function openProgress(name: string) {
  let shownAt = 0
  if (!process.stderr.isTTY) return { show: undefined, clear() {} }
  return {
    show(have: number, total: number | undefined) {
      const now = performance.now()
      if (now - shownAt < 100 && have !== total) return
      shownAt = now
      const share = total === undefined ? '' : ` of ${megabytes(total)}, ${Math.floor((have / total) * 100)} %`
      const next = have === total ? ': checking and unpacking' : ''
      process.stderr.write(`\r${name}  ${megabytes(have)}${share}${next}\u001B[K`)
    },
    clear: () => void process.stderr.write('\r\u001B[K'),
  }
}

function good(text: string): string {
  return styleText('green', text, { stream: process.stdout })
}

function bad(text: string): string {
  return styleText('red', text, { stream: process.stdout })
}

function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout })
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
