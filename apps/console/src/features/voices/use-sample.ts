import { useEffect, useRef, useState } from 'react'
import { samplePath } from './api.ts'

export interface Sample {
  /** The voice that is heard, or is about to be. */
  playing: string | null
  /** Whose sample could not be played. */
  failed: string | null
  /** Plays one; the one before ends. The one that is heard is stopped. */
  toggle(voiceId: string): void
}

/** Plays one voice's sample at a time. */
export function useSample(): Sample {
  const heard = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)

  useEffect(() => () => heard.current?.pause(), [])

  function play(voiceId: string) {
    const audio = new Audio(samplePath(voiceId))
    heard.current = audio
    setPlaying(voiceId)
    // Of one that was stopped, or followed by another, nothing more is heard or said.
    const ifStillHeard = (act: () => void) => () => heard.current === audio && act()
    audio.addEventListener(
      'ended',
      ifStillHeard(() => setPlaying(null)),
    )
    audio.play().catch(
      ifStillHeard(() => {
        setPlaying(null)
        setFailed(voiceId)
      }),
    )
  }

  return {
    playing,
    failed,
    toggle(voiceId) {
      heard.current?.pause()
      heard.current = null
      setFailed(null)
      if (playing === voiceId) setPlaying(null)
      else play(voiceId)
    },
  }
}
