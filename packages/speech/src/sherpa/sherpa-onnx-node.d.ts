/** The part of the package that we use; its own types are comments. */
declare module 'sherpa-onnx-node' {
  /** From −1 to 1. */
  interface Waveform {
    samples: Float32Array
    sampleRate: number
  }

  interface FeatureConfig {
    sampleRate: number
    featureDim: number
  }

  /** A missing file is only printed, and a damaged one ends the process: look at the file first. */
  class Vad {
    constructor(
      config: {
        /** Durations in seconds; 0 means the library's own default. */
        sileroVad: {
          model: string
          threshold: number
          minSilenceDuration: number
          minSpeechDuration: number
          windowSize: number
          maxSpeechDuration: number
        }
        sampleRate: number
        numThreads: number
      },
      bufferSizeInSeconds: number,
    )
    acceptWaveform(samples: Float32Array): void
    isDetected(): boolean
    isEmpty(): boolean
    pop(): void
    reset(): void
  }

  class LinearResampler {
    constructor(inputRate: number, outputRate: number)
    resample(samples: Float32Array, flush: boolean): Float32Array
  }

  interface OfflineStream {
    acceptWaveform(waveform: Waveform): void
  }

  /** A damaged file ends the process. */
  class OfflineRecognizer {
    constructor(config: {
      featConfig: FeatureConfig
      modelConfig: {
        whisper: { encoder: string; decoder: string; language: string; task: 'transcribe'; tailPaddings: number }
        tokens: string
        numThreads: number
      }
    })
    config: ConstructorParameters<typeof OfflineRecognizer>[0]
    setConfig(config: ConstructorParameters<typeof OfflineRecognizer>[0]): void
    createStream(): OfflineStream
    decode(stream: OfflineStream): void
    getResult(stream: OfflineStream): { text: string }
  }

  interface OnlineStream {
    acceptWaveform(waveform: Waveform): void
    inputFinished(): void
  }

  /** A damaged file ends the process. */
  class OnlineRecognizer {
    constructor(config: {
      featConfig: FeatureConfig
      modelConfig: {
        transducer: { encoder: string; decoder: string; joiner: string }
        tokens: string
        numThreads: number
      }
    })
    createStream(): OnlineStream
    isReady(stream: OnlineStream): boolean
    decode(stream: OnlineStream): void
    getResult(stream: OnlineStream): { text: string }
  }

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

  const sherpa: {
    OfflineTts: { createAsync(config: OfflineTtsConfig): Promise<OfflineTts> }
    Vad: typeof Vad
    LinearResampler: typeof LinearResampler
    OfflineRecognizer: typeof OfflineRecognizer
    OnlineRecognizer: typeof OnlineRecognizer
  }
  export default sherpa
}
