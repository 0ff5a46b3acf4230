import { readFile } from 'node:fs/promises'
import { runProcess } from './run-process.ts'

/** How much memory a process holds, in bytes: its resident set. */
export async function residentMemory(pid: number): Promise<number> {
  const kibibytes =
    process.platform === 'linux'
      ? /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
      : (await runProcess('ps', ['-o', 'rss=', '-p', String(pid)])).stdout
  const bytes = Number(kibibytes) * 1024
  if (!(bytes > 0)) throw new Error(`There is no process ${pid}`)
  return bytes
}
