import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from './catalogue.ts'
import { readReceipt, sumFiles } from './receipt.ts'

/** A folder that is not there, or not whole, is `missing`: nothing is loaded from it. */
export type ModelState = { state: 'here' } | { state: 'missing'; lacks: string[] }

/** Looks whether a model's files are there; which bytes are in them, `verifyModel` says. */
export function stateOf(dir: string, { folder, files }: Model): ModelState {
  const lacks = files.filter((file) => !existsSync(join(dir, folder, file)))
  return lacks.length === 0 ? { state: 'here' } : { state: 'missing', lacks }
}

/** Where an interrupted download waits to be continued, and how much of it there is, in bytes. */
export async function partOf(dir: string, { path }: Pick<Model, 'path'>): Promise<{ file: string; bytes: number }> {
  const file = join(workDirOf(dir), `${path.slice(path.lastIndexOf('/') + 1)}.part`)
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
  return { file, bytes }
}

/** What is not whole yet, beside the models and on their file system, so that a finished one is moved into place at once. */
export function workDirOf(dir: string): string {
  return join(dir, '.downloads')
}

/** @returns What is wrong with it, file by file; `undefined` for a folder without a receipt, which cannot be compared. */
export async function faultsOf(dir: string, model: Model): Promise<string[] | undefined> {
  const folder = join(dir, model.folder)
  const kept = await readReceipt(folder)
  if (!kept) {
    const unreadable = await Promise.all(model.files.map(async (file) => [file, await isReadable(join(folder, file))]))
    const faults = unreadable.filter(([, readable]) => !readable).map(([file]) => `${String(file)} is missing or empty`)
    return faults.length > 0 ? faults : undefined
  }
  const found = await sumFiles(folder)
  return Object.entries(kept.files).flatMap(([file, { bytes, sha256 }]) => {
    const now = found[file]
    if (!now) return [`${file} is missing`]
    if (now.bytes !== bytes) return [`${file} has ${now.bytes} bytes and not ${bytes}`]
    return now.sha256 === sha256 ? [] : [`${file} is not what was unpacked`]
  })
}

async function isReadable(file: string): Promise<boolean> {
  return readFile(file).then(
    ({ length }) => length > 0,
    () => false,
  )
}
