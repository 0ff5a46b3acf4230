import { VisuallyHidden } from '@mantine/core'
import { useRef } from 'react'
import type { CallState, RealtimeCall } from '../realtime-call.ts'
import { useCallState } from '../talk-provider.tsx'
import { useStayAtEnd } from '../use-stay-at-end.ts'
import { CallEnded } from './call-ended.tsx'
import { CallStrip } from './call-strip.tsx'
import classes from './call-view.module.css'
import { Composer } from './composer.tsx'
import { ConversationList } from './conversation-list.tsx'
import { ReadAloud } from './read-aloud.tsx'

/** What is said and done in the call, and at its foot the cord and the field to type in. */
export function CallView({ call }: { call: RealtimeCall }) {
  const state = useCallState(call)
  const field = useRef<HTMLInputElement>(null)
  const { conversation, ending, speaking, heardSamples } = state
  useStayAtEnd(conversation.entries)

  function answer(id: string, approve: boolean) {
    call.answer(id, approve)
    // The button that was pressed is gone.
    field.current?.focus()
  }

  return (
    <div className={classes.view}>
      <div className={classes.conversation}>
        <ConversationList
          entries={conversation.entries}
          toolLists={conversation.toolLists}
          hears={state.microphone !== null}
          isOver={ending !== null}
          onAnswer={answer}
        />
      </div>
      <VisuallyHidden>
        <ReadAloud entries={conversation.entries} />
      </VisuallyHidden>
      <div className={classes.foot}>
        <div data-testid="audio-heard" data-samples={heardSamples}>
          <CallStrip
            name={call.agent}
            number={call.number}
            caller={describeCaller(state)}
            agent={describeAgent(state)}
            speaking={speaking}
            plugged={ending === null}
          />
        </div>
        {ending === null ? (
          <Composer call={call} state={state} field={field} />
        ) : (
          <CallEnded call={call} ending={ending} />
        )}
      </div>
    </div>
  )
}

function describeAgent({ ending, speaking, conversation }: CallState): string {
  if (ending !== null) return 'unplugged'
  if (speaking) return 'speaking'
  return conversation.responseId === null ? 'listening' : 'working'
}

function describeCaller({ ending, conversation: { hearing } }: CallState): string | null {
  if (ending !== null || hearing === null) return null
  return hearing === 'speaking' ? 'speaking' : 'being heard'
}
