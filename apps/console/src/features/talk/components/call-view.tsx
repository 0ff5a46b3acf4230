import { VisuallyHidden } from '@mantine/core'
import type { RealtimeCall } from '../realtime-call.ts'
import { useCallState } from '../talk-provider.tsx'
import { useStayAtEnd } from '../use-stay-at-end.ts'
import { CallEnded } from './call-ended.tsx'
import { CallStrip } from './call-strip.tsx'
import classes from './call-view.module.css'
import { Composer } from './composer.tsx'
import { ConversationList } from './conversation-list.tsx'

/** What is said and done in the call, and at its foot the cord and the field to type in. */
export function CallView({ call }: { call: RealtimeCall }) {
  const state = useCallState(call)
  const { entries } = state.conversation
  useStayAtEnd(entries)
  return (
    <div className={classes.view}>
      <div className={classes.conversation}>
        <ConversationList
          entries={entries}
          isOver={state.ending !== null}
          onAnswer={(id, approve) => call.answer(id, approve)}
        />
      </div>
      {/* Words that are whole are read out; in the list above they come in pieces. */}
      <VisuallyHidden role="log" aria-label="What the agent says">
        {entries.slice(-READ_OUT).map((entry) => {
          if (entry.kind === 'turn' && entry.turn.speaker === 'agent' && !entry.open)
            return <p key={entry.id}>{entry.turn.text}</p>
          if (entry.kind === 'note') return <p key={entry.id}>{entry.text}</p>
          if (entry.kind === 'approval')
            return <p key={entry.id}>The agent asks to use {entry.approval.tool}. Approve or deny it.</p>
          return null
        })}
      </VisuallyHidden>
      <div className={classes.foot}>
        <CallStrip call={call} state={state} />
        {state.ending === null ? (
          <Composer call={call} state={state} />
        ) : (
          <CallEnded call={call} ending={state.ending} />
        )}
      </div>
    </div>
  )
}

// A screen reader reads what is added; older words are in the list.
const READ_OUT = 8
