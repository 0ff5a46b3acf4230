import { formatCount } from '../../../format/count.ts'
import { ToolCallItem } from '../../calls/components/tool-call-item.tsx'
import { TurnItem } from '../../calls/components/turn-item.tsx'
import type { Conversation, Entry } from '../conversation.ts'
import { ApprovalItem } from './approval-item.tsx'
import classes from './conversation-list.module.css'
import { NoteItem } from './note-item.tsx'

export interface ConversationListProps {
  entries: readonly Entry[]
  toolLists: Conversation['toolLists']
  /** There is a microphone to speak into. */
  hears: boolean
  /** Nothing can be answered any more. */
  isOver: boolean
  onAnswer: (approvalId: string, approve: boolean) => void
}

/** What was said, what ran and what was asked, oldest first. */
export function ConversationList({ entries, toolLists, hears, isOver, onAnswer }: ConversationListProps) {
  return (
    <>
      {entries.length === 0 && !isOver && (
        <div className={classes.first}>
          <p>
            The line is open. {hears ? 'Switch the microphone on and speak, or type' : 'Type'} what you would say on the
            phone, for instance “Which surf sessions are there tomorrow morning?” or “What have I booked?”
          </p>
          <p>{describeTools(toolLists)}</p>
        </div>
      )}
      <ol aria-label="Conversation">
        {entries.map((entry) => {
          switch (entry.kind) {
            case 'turn':
              // An answer whose first words are still to come.
              if (entry.turn.text === '') return null
              return (
                <TurnItem key={entry.id} turn={entry.turn} speaker={entry.turn.speaker === 'agent' ? 'Agent' : 'You'} />
              )
            case 'tool-call':
              return <ToolCallItem key={entry.id} toolCall={entry.toolCall} isNew context={null} />
            case 'approval':
              return (
                <ApprovalItem
                  key={entry.id}
                  approval={entry.approval}
                  isOver={isOver}
                  onAnswer={(approve) => onAnswer(entry.id, approve)}
                />
              )
            case 'note':
              return <NoteItem key={entry.id} tone={entry.tone} text={entry.text} at={entry.at} />
          }
        })}
      </ol>
    </>
  )
}

function describeTools(toolLists: Conversation['toolLists']): string {
  if (toolLists.some(({ count }) => count === null)) return 'The agent is looking at its tools.'
  const tools = toolLists.reduce((sum, { count }) => sum + (count ?? 0), 0)
  return tools === 0 ? 'The agent has no tools in this call.' : `The agent has ${formatCount(tools, 'tool')}.`
}
