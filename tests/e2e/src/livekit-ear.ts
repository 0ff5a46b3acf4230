import { voice } from '@livekit/agents'
import type { AudioFrame } from '@livekit/rtc-node'
import { isLoud } from './realtime-answer.ts'

/** Where a LiveKit agent session's speech goes in place of a room: it is heard at once, and counted. */
export class LivekitEar extends voice.AudioOutput {
  /** Samples that are no silence. */
  loudSamples = 0
  private seconds = 0

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame)
    this.seconds += frame.samplesPerChannel / frame.sampleRate
    for (const sample of frame.data) if (isLoud(sample)) this.loudSamples += 1
  }

  override flush(): void {
    super.flush()
    this.finish(false)
  }

  override clearBuffer(): void {
    this.finish(true)
  }

  private finish(interrupted: boolean): void {
    if (this.pendingPlayoutSegments === 0) return
    this.onPlaybackFinished({ playbackPosition: this.seconds, interrupted })
    this.seconds = 0
  }
}
