import { spawn } from 'node:child_process'
import { PatchbayError } from '@patchbay/contract/error'

/** Shows a web page in the system's browser. @throws {PatchbayError} `SIGN_IN_FAILED` with the address to open by hand. */
export function openUrl(url: URL): Promise<void> {
  const [program, args] = commandFor(process.platform, url.href)
  return new Promise((resolve, reject) => {
    // No shell: an address is no command line.
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.once('error', (error) => {
      const words = `No browser could be opened. Open this page yourself: ${url.href}`
      reject(new PatchbayError('SIGN_IN_FAILED', words, { cause: error }))
    })
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

function commandFor(platform: NodeJS.Platform, href: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [href]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', href]]
  return ['xdg-open', [href]]
}
