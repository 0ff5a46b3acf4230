import { Button } from '@mantine/core'
import { IconPhoneOff, IconVolume, IconVolumeOff } from '@tabler/icons-react'
import { PageHeader } from '../../ui/page-header.tsx'
import { CallView } from './components/call-view.tsx'
import { NumberForm } from './components/number-form.tsx'
import type { RealtimeCall } from './realtime-call.ts'
import { useCallState, useTalk } from './talk-provider.tsx'

/** A person calls as a number, types, and hears the answer. */
export function TalkPage() {
  const { call } = useTalk()
  if (call) return <InCall call={call} />
  return (
    <>
      <PageHeader title="Talk" />
      <NumberForm />
    </>
  )
}

function InCall({ call }: { call: RealtimeCall }) {
  const { soundOn, ending } = useCallState(call)
  const SoundIcon = soundOn ? IconVolume : IconVolumeOff
  return (
    <>
      <PageHeader title="Talk">
        {ending === null && (
          <>
            <Button
              variant="default"
              size="compact-md"
              aria-pressed={soundOn}
              leftSection={<SoundIcon size={16} aria-hidden />}
              onClick={() => call.setSound(!soundOn)}
            >
              Sound
            </Button>
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconPhoneOff size={16} aria-hidden />}
              onClick={() => call.hangUp()}
            >
              Hang up
            </Button>
          </>
        )}
      </PageHeader>
      <CallView call={call} />
    </>
  )
}
