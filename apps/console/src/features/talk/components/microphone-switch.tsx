import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { MicrophoneIcon, MicrophoneOffIcon } from '../../../ui/icons.tsx'
import type { CallState, RealtimeCall } from '../realtime-call.ts'
import classes from './microphone-switch.module.css'

export interface MicrophoneSwitchProps {
  call: RealtimeCall
  state: CallState
  /** Called when the button was pressed. */
  onPress: () => void
}

/** Switches the microphone, and shows how loud it hears. */
export function MicrophoneSwitch({ call, state: { microphone }, onPress }: MicrophoneSwitchProps) {
  const isOff = microphone === 'off'
  const SwitchIcon = isOff ? MicrophoneOffIcon : MicrophoneIcon

  function press() {
    if (isOff) void call.microphone.switchOn()
    else call.microphone.switchOff()
    onPress()
  }

  return (
    <Button
      variant="default"
      aria-pressed={!isOff}
      leftSection={<SwitchIcon size={16} />}
      rightSection={microphone === 'on' && <Level call={call} />}
      onClick={press}
    >
      Microphone
    </Button>
  )
}

/** What a person speaks at from an arm's length fills it, as a share of the loudest. */
const FULL = 0.15

/** A bar that follows the voice. It is drawn by itself: 25 times a second is too often for the page. */
function Level({ call }: { call: RealtimeCall }) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      call.microphone.onLevel((level) => {
        const share = Math.min(1, Math.sqrt(level / FULL))
        bar.current?.style.setProperty('--level', share.toFixed(2))
      }),
    [call],
  )
  return <span ref={bar} className={classes.level} data-testid="microphone-level" aria-hidden />
}
