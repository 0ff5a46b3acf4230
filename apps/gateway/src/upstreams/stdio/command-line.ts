import { PatchbayError } from '@patchbay/contract'
import { parse } from 'shell-quote'

/** A program and its arguments. */
export interface CommandLine {
  command: string
  args: string[]
}

/** Flags by which a program runs what is written in the command line itself, and those that load code from elsewhere. */
const runsCode: Record<string, { short: string; long: string[] }> = {
  node: {
    short: 'epr',
    long: [
      'eval',
      'print',
      'require',
      'import',
      'loader',
      'experimental-loader',
      'inspect',
      'inspect-brk',
      'inspect-port',
      'inspect-wait',
      'run',
      'env-file',
      'env-file-if-exists',
    ],
  },
  npx: {
    short: 'c',
    long: ['call', 'shell', 'script-shell', 'node-options', 'userconfig', 'globalconfig', 'registry', 'prefix'],
  },
  python3: { short: 'c', long: [] },
  uvx: {
    short: '',
    long: [
      'index',
      'index-url',
      'extra-index-url',
      'default-index',
      'find-links',
      'with-editable',
      'config-file',
      'env-file',
      'python',
    ],
  },
}

/** What `npx` takes a value for, before the package's name. */
const npxFlags = /^(-y|--yes|--quiet|-q)$/

/**
 * Reads how a stdio server is started: a package with its arguments, which `npx` runs, or a command line. It is split as a
 * shell would, and never given to one.
 *
 * @param allowed - Commands that may come first, names without a path.
 * @throws {PatchbayError} `COMMAND_NOT_ALLOWED`
 */
export function readCommandLine(text: string, allowed: readonly string[]): CommandLine {
  if (/[\r\n\0]/.test(text)) refuse('must be one line')
  const words: string[] = []
  // Variables stay as they are written: nothing of the gateway's environment gets in.
  for (const part of parse(text, (name) => `$${name}`)) {
    if (typeof part === 'string') words.push(part)
    else if ('comment' in part) refuse(`has a comment: quote what begins with #`)
    else if (part.op === 'glob') words.push(part.pattern)
    else refuse(`has ${part.op}, which only a shell knows: quote it, or leave it out`)
  }
  const [first = '', ...args] = words
  if (first.startsWith('@') || isPackage(first, allowed)) return { command: 'npx', args: ['-y', first, ...args] }
  if (first.includes('/') || first.includes('\\')) refuse(`begins with a path: name one of ${allowed.join(', ')}`)
  if (!allowed.includes(first))
    refuse(`begins with ${first || 'nothing'}: allowed are ${allowed.join(', ')}, and packages`)
  refuseCode(first, args)
  return { command: first, args }
}

/** A word with a version is a package's, such as `server-memory@1.2.3`; without one only a scope tells. */
function isPackage(word: string, allowed: readonly string[]): boolean {
  return !allowed.includes(word) && /^[a-z0-9][\w.-]*@[\w.^~-]+$/.test(word)
}

function refuseCode(command: string, args: string[]): void {
  const rules = runsCode[command]
  if (!rules) return
  for (const arg of args) {
    if (arg === '--') return
    // What comes behind the script or the package is its own.
    if (!arg.startsWith('-') || arg === '-')
      return arg === '-' ? refuse(`has ${command} read code from its input`) : undefined
    const name = arg.replace(/^--/, '').split('=')[0] ?? ''
    if (arg.startsWith('--') && rules.long.includes(name))
      refuse(`has ${arg.split('=')[0]}, which runs or loads code from elsewhere`)
    const letters = arg.startsWith('--') ? '' : arg.slice(1)
    if (command === 'npx' && npxFlags.test(arg)) continue
    for (const letter of letters)
      if (rules.short.includes(letter)) refuse(`has -${letter}, which runs code from the command line`)
  }
}

function refuse(why: string): never {
  throw new PatchbayError('COMMAND_NOT_ALLOWED', `The command line ${why}.`)
}
