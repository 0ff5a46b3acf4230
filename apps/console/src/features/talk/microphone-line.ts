import { SAMPLE_RATE } from './pcm16.ts'
import type { Microphone, openMicrophone } from './microphone.ts'

export type MicrophoneState = 'off' | 'opening' | 'on'

export interface MicrophoneLineOptions {
  open: typeof openMicrophone
  /** Sends samples to the engine. */
  send: (samples: Int16Array) => void
  /** @param problem - Why it is off, in a sentence, where the person did not switch it off. */
  onChange: (state: MicrophoneState, problem: string | null) => void
}

/** So much silence ends what was being said when the microphone is switched off, in samples: a second. */
const ENDING = SAMPLE_RATE

/** The way from the microphone to the engine, switched on and off by the person. */
export class MicrophoneLine {
  private microphone: Microphone | null = null
  private state: MicrophoneState = 'off'
  private readonly levelListeners = new Set<(level: number) => void>()
  private readonly options: MicrophoneLineOptions

  constructor(options: MicrophoneLineOptions) {
    this.options = options
  }

  /** Calls back with the loudness of each piece, 0 to 1, 25 times a second; returns what ends that. */
  readonly onLevel = (listener: (level: number) => void): (() => void) => {
    this.levelListeners.add(listener)
    return () => void this.levelListeners.delete(listener)
  }

  async switchOn(): Promise<void> {
    if (this.state !== 'off') return
    this.change('opening')
    try {
      const microphone = await this.options.open({
        onPiece: (samples) => this.hear(samples),
        onLost: () => this.switchOff('The microphone is gone. Plug it in or allow it, then switch it on again.'),
      })
      // Switched off, or hung up, while the browser asked.
      if (this.isOff()) return microphone.close()
      this.microphone = microphone
      this.change('on')
    } catch (error) {
      if (!this.isOff()) this.change('off', error instanceof Error ? error.message : String(error))
    }
  }

  switchOff(problem: string | null = null): void {
    if (this.state === 'on') this.options.send(new Int16Array(ENDING))
    this.close()
    this.change('off', problem)
  }

  /** Lets the microphone go, and says nothing of it. */
  close(): void {
    this.microphone?.close()
    this.microphone = null
    this.state = 'off'
  }

  private isOff(): boolean {
    return this.state === 'off'
  }

  private hear(samples: Int16Array): void {
    if (this.state !== 'on') return
    this.options.send(samples)
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768
    for (const listener of this.levelListeners) listener(loudness)
  }

  private change(state: MicrophoneState, problem: string | null = null): void {
    this.state = state
    this.options.onChange(state, problem)
  }
}
