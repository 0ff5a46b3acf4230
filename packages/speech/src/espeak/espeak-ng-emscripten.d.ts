/** The part of the package that we use; it brings no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface Espeak {
    /** Samples a second. */
    get_samplerate(): number
    /** Words a minute, 80 to 450. */
    set_rate(wordsPerMinute: number): void
    /** Answers 0 where the voice exists; a 0 for gender, age or variant means any. */
    set_voice(name: string, language: string, gender: number, age: number, variant: number): number
    list_voices(): { languages: { name: string }[] }[]
    /** Blocks until all is said; the samples come in pieces, and `true` stops it. */
    synthesize(text: string, onAudio: (samples: Int16Array | null) => boolean): void
  }

  export default function load(options: {
    print: (line: string) => void
    printErr: (line: string) => void
  }): Promise<{ eSpeakNGWorker: new () => Espeak }>
}
