import { useEffect, useState } from 'react'
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
  const [audio] = useState(() => new Audio())
  const [playing, setPlaying] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)

  useEffect(() => {
    const end = () => setPlaying(null)
    audio.addEventListener('ended', end)
    return () => {
      audio.removeEventListener('ended', end)
      audio.pause()
    }
  }, [audio])

  return {
    playing,
    failed,
    toggle(voiceId) {
      audio.pause()
      setFailed(null)
      if (playing === voiceId) return setPlaying(null)
      setPlaying(voiceId)
      audio.src = samplePath(voiceId)
      audio.play().catch((error: unknown) => {
        // Another one was begun, or it was stopped: nobody is missing anything.
        if (error instanceof DOMException && error.name === 'AbortError') return
        setPlaying(null)
        setFailed(voiceId)
      })
    },
  }
}
