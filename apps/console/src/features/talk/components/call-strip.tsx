import { formatCount } from '../../../format/count.ts'
import { useMe } from '../../../app/signed-in-user.ts'
import type { CallState, RealtimeCall } from '../realtime-call.ts'
import { CallCord } from './call-cord.tsx'
import classes from './call-strip.module.css'

/** The two ends of the call with the cord between them, and what the agent is at. */
export function CallStrip({ call, state }: { call: RealtimeCall; state: CallState }) {
  const { engine } = useMe()
  const { conversation, speaking, heardSamples, ending } = state
  const { toolLists } = conversation
  const tools = toolLists.reduce((sum, { count }) => sum + (count ?? 0), 0)
  const listing = toolLists.some(({ count }) => count === null)
  return (
    <div className={classes.strip} data-testid="audio-heard" data-samples={heardSamples}>
      <div>
        <p className={classes.end}>You</p>
        <p className={classes.detail}>{call.number}</p>
      </div>
      <CallCord speaking={speaking} plugged={ending === null} />
      <div className={classes.agent}>
        <p className={classes.end}>Agent</p>
        <p className={classes.detail} data-testid="agent-state">
          {describeAgent(state)}
        </p>
      </div>
      <p className={classes.facts}>
        {`Brain ${engine.brain}, ${engine.voice === null ? 'no voice' : `voice ${engine.voice}`}`}
        {toolLists.length > 0 && `, ${listing ? 'listing tools' : formatCount(tools, 'tool')}`}
      </p>
    </div>
  )
}

function describeAgent({ ending, speaking, conversation }: CallState): string {
  if (ending !== null) return 'gone'
  if (speaking) return 'speaking'
  return conversation.responseId === null ? 'listening' : 'working'
}
