// Runs beside the page, in the audio thread: hands on what the microphone brings, a piece at a time.

/** What the audio thread offers; the types of the page know nothing of it. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void

/** 40 ms at 24 kHz. */
const PIECE = 960

class MicrophoneProcessor extends AudioWorkletProcessor {
  private piece = new Int16Array(PIECE)
  private filled = 0

  /** @param inputs - One input, of one channel or more, 128 samples at a time; none while the source is silent. */
  process([channels = []]: Float32Array[][]): boolean {
    for (const sample of channels[0] ?? []) {
      this.piece[this.filled] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)
      this.filled += 1
      if (this.filled === PIECE) this.handOn()
    }
    return true
  }

  private handOn(): void {
    this.port.postMessage(this.piece, [this.piece.buffer])
    this.piece = new Int16Array(PIECE)
    this.filled = 0
  }
}

registerProcessor('microphone', MicrophoneProcessor)
