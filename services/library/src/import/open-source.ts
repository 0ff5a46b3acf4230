import { extname } from 'node:path'
import { epubSource } from './epub-source.ts'
import { ImportError } from './import-error.ts'
import type { Source } from './source.ts'
import { textSource } from './text-source.ts'
import { transcriptSource } from './transcript-source.ts'

/**
 * Opens a file by its ending.
 *
 * @throws {ImportError} Where it is none that can be read.
 */
export async function openSource(path: string, name: string): Promise<Source & AsyncDisposable> {
  const ending = extname(path).toLowerCase()
  switch (ending) {
    case '.epub':
      return epubSource(path, name)
    case '.srt':
      return { ...transcriptSource(path, name, 'srt'), async [Symbol.asyncDispose]() {} }
    case '.vtt':
      return { ...transcriptSource(path, name, 'vtt'), async [Symbol.asyncDispose]() {} }
    case '.txt':
    case '.text':
    case '.md':
    case '':
      return { ...(await textSource(path, name)), async [Symbol.asyncDispose]() {} }
    default:
      throw new ImportError(`${name} is a ${ending} file. Import plain text (.txt), .epub, .srt or .vtt.`)
  }
}
