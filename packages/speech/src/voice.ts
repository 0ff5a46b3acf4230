/** The rate at which every voice speaks and all engine audio runs, in samples a second. */
export const SAMPLE_RATE = 24_000

export interface SpeakRequest {
  text: string
  /** BCP 47, such as `en` or `pt-BR`; the voice chooses the nearest that it has. */
  language: string
  /** 1 is the voice's own pace; 0.25 to 1.5. */
  speed: number
  signal: AbortSignal
}

/** Turns text into speech. */
export interface Voice extends AsyncDisposable {
  /** Shown to people: `espeak`, `none`, … */
  readonly name: string
  /** Mono PCM16 at `SAMPLE_RATE`, in pieces as they become ready; stops early where the signal aborts. */
  speak(request: SpeakRequest): AsyncIterable<Int16Array>
}

/** Turns speech into text. */
export interface Ears extends AsyncDisposable {
  readonly name: string
  /** @param audio - Mono PCM16 at `SAMPLE_RATE`: one utterance. */
  transcribe(audio: Int16Array, options: { language: string | undefined; signal: AbortSignal }): Promise<string>
}
