import { parentPort } from 'node:worker_threads'
import { createSileroTurns, SileroModel, sileroThreshold } from './silero-turns.ts'
import type { SileroHeard, SileroRequest } from './silero-message.ts'
import { sileroModelFile } from './silero-model-file.ts'
import type { Turns } from './turn-detector.ts'

// The thread that listens for voices. It says `ready` once it can, then answers every piece that it is fed.

/** Models that wait for the next stream, at most: 8 MB each. */
const MOST_IDLE = 4

const port = parentPort
if (!port) throw new Error('This file is started as a worker thread')

const path = sileroModelFile()
const idle: SileroModel[] = [new SileroModel(path, sileroThreshold({}))]
const streams = new Map<number, { model: SileroModel; turns: Turns }>()

function takeModel(threshold: number): SileroModel {
  const at = idle.findIndex((model) => model.threshold === threshold)
  return idle.splice(at, at < 0 ? 0 : 1)[0] ?? new SileroModel(path, threshold)
}

function giveBack(model: SileroModel): void {
  if (idle.length >= MOST_IDLE) return
  model.reset()
  idle.push(model)
}

port.on('message', (request: SileroRequest) => {
  // With nothing to listen to it ends by itself.
  if (request.type === 'end') return port.close()
  const { stream } = request
  if (request.type === 'open') {
    const model = takeModel(sileroThreshold(request.options))
    streams.set(stream, { model, turns: createSileroTurns(model, request.options) })
    return
  }
  const open = streams.get(stream)
  if (!open) return
  if (request.type === 'close') {
    streams.delete(stream)
    giveBack(open.model)
    return
  }
  const heard: SileroHeard = { stream, events: open.turns.feed(request.samples) }
  port.postMessage(heard)
})
port.postMessage('ready')
