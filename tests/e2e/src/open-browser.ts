import { access, constants } from 'node:fs/promises'
import { chromium, type Browser } from 'playwright-core'

/** As quiet as a browser can be made: nothing but the pages of the tests talks to a network. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserOptions {
  /** A WAV file that every page hears in place of a microphone, once, from the moment that it opens one. */
  microphone?: string
}

/** Opens Chromium: the one that `CHROMIUM_PATH` names, else the machine's, else the one that comes as an npm package. */
export async function openBrowser({ microphone }: BrowserOptions = {}): Promise<Browser> {
  const hearing =
    microphone === undefined
      ? []
      : [
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-audio-capture=${microphone}%noloop`,
        ]
  return chromium.launch({ executablePath: await findChromium(), args: [...args, ...hearing] })
}

async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return named
  const installed = '/usr/bin/chromium'
  if (await isProgram(installed)) return installed
  // Makes the package bring the system libraries that a bare machine lacks; it looks when it is imported.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  return packaged.executablePath()
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
