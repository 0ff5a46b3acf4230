import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { StepHeading } from '../../../ui/step-heading.tsx'
import type { RealtimeCall } from '../realtime-call.ts'
import { useTalk } from '../talk-provider.tsx'
import classes from './call-ended.module.css'

/** Says why the call is over, and leads to what the gateway kept of it or to the next one. */
export function CallEnded({ call, ending }: { call: RealtimeCall; ending: string }) {
  const { clear } = useTalk()
  return (
    <div className={classes.ended}>
      <div className={classes.why}>
        <StepHeading as="h2">Call ended</StepHeading>
        <p>{ending}</p>
      </div>
      {call.callId !== '' && (
        <Button
          variant="default"
          renderRoot={(props) => <Link {...props} to="/calls/$callId" params={{ callId: call.callId }} />}
        >
          See the call
        </Button>
      )}
      <Button onClick={clear}>New call</Button>
    </div>
  )
}
