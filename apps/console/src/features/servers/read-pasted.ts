/** What a person pasted to add servers by. */
export type Pasted =
  | { kind: 'nothing' }
  /** `mcpServers` JSON, as other clients write it; ready to be sent. */
  | { kind: 'json'; names: string[]; body: { mcpServers: Record<string, unknown> } }
  /** An address, a package or a command line. */
  | { kind: 'line'; line: string; what: 'address' | 'package' | 'command'; name: string }
  | { kind: 'broken'; reason: string }

/** Understands an `mcpServers` JSON (whole, or what is inside of it), an address, a package or a command line. */
export function readPasted(text: string): Pasted {
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'nothing' }
  if (trimmed.startsWith('{') || trimmed.startsWith('"')) return readJson(trimmed)
  if (trimmed.includes('\n')) return { kind: 'broken', reason: 'Paste one line, or JSON' }
  const what = /^\w+:\/\//.test(trimmed) ? 'address' : isPackage(trimmed) ? 'package' : 'command'
  return { kind: 'line', line: trimmed, what, name: nameOf(trimmed, what) }
}

function readJson(text: string): Pasted {
  let value: unknown
  try {
    // The inside of a file, copied without its braces, is as good.
    value = JSON.parse(text.startsWith('"') ? `{${text.replace(/,\s*$/, '')}}` : text)
  } catch (error) {
    return { kind: 'broken', reason: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const object = asObject(value)
  const servers = asObject(object?.mcpServers) ?? asObject(object?.servers) ?? entriesOf(object)
  if (!servers) return { kind: 'broken', reason: 'This JSON has no “mcpServers”, and no entry with a command or a URL' }
  return { kind: 'json', names: Object.keys(servers), body: { mcpServers: servers } }
}

/** One entry alone, or entries by their names. */
function entriesOf(object: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!object) return undefined
  if (isEntry(object)) return { [typeof object.name === 'string' ? object.name : 'New server']: object }
  const entries = Object.values(object)
  return entries.length > 0 && entries.every((entry) => isEntry(asObject(entry))) ? object : undefined
}

function isEntry(value: Record<string, unknown> | undefined): boolean {
  return value !== undefined && (typeof value.command === 'string' || typeof value.url === 'string')
}

function isPackage(line: string): boolean {
  return /^@[\w.-]+\/[\w.-]+(@[\w.^~-]+)?(\s|$)/.test(line)
}

/** A name to begin with: the host, or the package's own name without what all of them have. */
function nameOf(line: string, what: 'address' | 'package' | 'command'): string {
  if (what === 'address') return URL.canParse(line) ? new URL(line).hostname : line
  const words = line.split(/\s+/).filter((word) => !word.startsWith('-') && !/^(npx|uvx|node|python3?)$/.test(word))
  const last = (words[0] ?? line).split('/').at(-1) ?? line
  return last
    .replace(/@[\d.^~]+.*$/, '')
    .replace(/\.(js|mjs|ts|py)$/, '')
    .replace(/^(mcp-)?server-/, '')
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  // Its members are whatever they are.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
