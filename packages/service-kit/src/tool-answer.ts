import type { CallToolResult } from '@modelcontextprotocol/server'

type Block = CallToolResult['content'][number]

/** What goes out beside a tool's structure. */
export interface Beside {
  /** Blocks that stand before the text: an audio block, or a sentence that must come first. */
  blocks?: Block[]
  /** Stands in the place of the structure's own JSON, for what no text may hold, such as a secret. */
  text?: string | undefined
}

/** A tool's structure with content of its own. A tool that has none returns its structure alone. */
export class ToolAnswer<Structure> {
  readonly structure: Structure
  readonly blocks: Block[]
  readonly text: string | undefined

  constructor(structure: Structure, { blocks = [], text }: Beside = {}) {
    this.structure = structure
    this.blocks = blocks
    this.text = text
  }
}
