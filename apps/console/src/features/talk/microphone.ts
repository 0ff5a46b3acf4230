import workletUrl from './microphone-worklet.ts?worker&url'
import { SAMPLE_RATE } from './pcm16.ts'

/** A microphone that is open. */
export interface Microphone {
  close(): void
}

export interface MicrophoneListener {
  /** @param samples - Mono, at the rate that the engine asks for: 40 ms. */
  onPiece: (samples: Int16Array) => void
  /** It was unplugged, or the permission for it was taken back. */
  onLost: () => void
}

/**
 * Opens the microphone; the browser asks the person first, and takes the agent's voice out of what it hears.
 *
 * @throws With a sentence for the person at the screen.
 */
export async function openMicrophone({ onPiece, onLost }: MicrophoneListener): Promise<Microphone> {
  const stream = await askForMicrophone()
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' })
  function close(): void {
    for (const track of stream.getTracks()) track.stop()
    void context.close().catch(() => {})
  }
  try {
    await context.audioWorklet.addModule(workletUrl)
    const source = context.createMediaStreamSource(stream)
    const worklet = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 })
    // `microphone-worklet.ts` sends nothing else.
    worklet.port.addEventListener('message', ({ data }) => onPiece(data as Int16Array))
    worklet.port.start()
    source.connect(worklet)
    await context.resume()
  } catch (error) {
    close()
    throw new Error('This browser cannot hand on what the microphone hears. Type instead, or use another browser.', {
      cause: error,
    })
  }
  for (const track of stream.getTracks()) track.addEventListener('ended', onLost)
  return { close }
}

async function askForMicrophone(): Promise<MediaStream> {
  // Browsers hide it from pages that come over plain http from elsewhere.
  if (!('mediaDevices' in navigator)) {
    throw new Error('Browsers give the microphone to pages on https or localhost only. Open this page there, or type.')
  }
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio })
  } catch (error) {
    throw new Error(describeRefusal(error instanceof Error ? error.name : ''), { cause: error })
  }
}

function describeRefusal(name: string): string {
  if (name === 'NotAllowedError') {
    return 'The browser does not let this page use the microphone. Allow it beside the address, then try again.'
  }
  if (name === 'NotFoundError') return 'There is no microphone. Plug one in, then try again.'
  return 'The microphone cannot be opened. Close what else uses it, then try again.'
}
