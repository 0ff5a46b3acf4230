import { SAMPLE_RATE } from './pcm16.ts'
import { PlaybackClock } from './playback-clock.ts'
import type { Cut } from './playback-clock.ts'

/** The loudspeaker of a call. */
export interface Player {
  /** Plays the samples after all that is to be heard before them. */
  play(itemId: string, samples: Float32Array<ArrayBuffer>): void
  /** Silence, at once; tells what was cut off. */
  stop(): Cut[]
  /** With the sound off, time goes on: what would be heard counts as heard, since its words are on the screen. */
  setSound(on: boolean): void
  /** Called with whether something is being heard, whenever that changes. */
  onPlaying(listener: (playing: boolean) => void): void
  close(): void
}

/** Between scheduling and sound, in seconds: enough that the first piece is not late for its own start. */
const LEAD_S = 0.04

/** Opens the loudspeaker. Call it where a person has just clicked: browsers keep pages silent until then. */
export function openPlayer(): Player {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' })
  const volume = new GainNode(context)
  volume.connect(context.destination)
  const sources = new Set<AudioBufferSourceNode>()
  const clock = new PlaybackClock()
  let listener: (playing: boolean) => void = () => {}

  // A browser that stays silent all the same is asked again when the sound is switched on.
  const wake = () => void context.resume().catch(() => {})
  wake()

  function forget(source: AudioBufferSourceNode): void {
    source.disconnect()
    sources.delete(source)
    if (sources.size === 0) listener(false)
  }

  return {
    play(itemId, samples) {
      if (samples.length === 0) return
      const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE)
      buffer.copyToChannel(samples, 0)
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(volume)
      source.addEventListener('ended', () => forget(source))
      source.start(clock.schedule(itemId, buffer.duration, context.currentTime + LEAD_S))
      sources.add(source)
      if (sources.size === 1) listener(true)
    },
    stop() {
      const playing = [...sources]
      // Not every browser knows how long the way to the loudspeaker is.
      const cuts = clock.cut(context.currentTime - (context.outputLatency || 0))
      for (const source of playing) source.stop()
      for (const source of playing) forget(source)
      return cuts
    },
    setSound(on) {
      volume.gain.value = on ? 1 : 0
      if (on) wake()
    },
    onPlaying(heard) {
      listener = heard
    },
    close() {
      listener = () => {}
      // It may be closed already.
      void context.close().catch(() => {})
    },
  }
}
