/** The part of the package that we use; it brings no types of its own. */
declare module 'sherpa-onnx-node' {
  interface OfflineTtsConfig {
    model: {
      kokoro: { model: string; voices: string; tokens: string; dataDir: string; lexicon: string; lang: string }
      numThreads: number
    }
    /** Scales the pauses within what was made; 1 leaves them. */
    silenceScale: number
  }

  interface GenerateRequest {
    text: string
    /** False where the samples must outlive the call. */
    enableExternalBuffer: boolean
    generationConfig: { sid: number; speed: number; silenceScale: number; extra: { lang: string } }
    /** Hears of each sentence that is made; false stops before the next. */
    onProgress: () => boolean
  }

  interface OfflineTts {
    /** Rejects where nothing in the text can be spoken. */
    generateAsync(request: GenerateRequest): Promise<{ samples: Float32Array; sampleRate: number }>
  }

  const sherpa: { OfflineTts: { createAsync(config: OfflineTtsConfig): Promise<OfflineTts> } }
  export default sherpa
}
