import type { Entry } from '../conversation.ts'

// A screen reader reads what is added; older words are in the conversation.
const KEPT = 8

/** Reads out the agent's words once they are whole; in the conversation they come in pieces, among much else. */
export function ReadAloud({ entries }: { entries: readonly Entry[] }) {
  return (
    <div role="log" aria-label="What the agent says">
      {entries.slice(-KEPT).map((entry) => {
        const words = wordsOf(entry)
        return words === null ? null : <p key={entry.id}>{words}</p>
      })}
    </div>
  )
}

function wordsOf(entry: Entry): string | null {
  switch (entry.kind) {
    case 'turn':
      return entry.turn.speaker === 'agent' && !entry.open ? entry.turn.text : null
    case 'approval':
      return `The agent asks to use ${entry.approval.tool}. Approve or deny it.`
    case 'note':
      return entry.text
    case 'tool-call':
      return null
  }
}
