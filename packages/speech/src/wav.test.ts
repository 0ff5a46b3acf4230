import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tone } from './testing/tone.ts'
import { SAMPLE_RATE } from './voice.ts'
import { WAV_HEADER_BYTES, writeWav, writeWavHeader } from './wav.ts'

/** What Python's own reader of WAV files makes of one. */
function readByPython(file: Uint8Array): { channels: number; width: number; rate: number; samples: number[] } {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-wav-'))
  try {
    const path = join(folder, 'tone.wav')
    writeFileSync(path, file)
    const program = [
      'import json, struct, sys, wave',
      'with wave.open(sys.argv[1]) as w:',
      '    n = w.getnframes()',
      '    print(json.dumps({"channels": w.getnchannels(), "width": w.getsampwidth(), "rate": w.getframerate(),',
      '        "samples": struct.unpack("<%dh" % n, w.readframes(n))}))',
    ].join('\n')
    return JSON.parse(execFileSync('python3', ['-c', program, path], { encoding: 'utf8' }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, ...tone(440, 20))

test('a WAV file has the bytes of the format, and its samples', () => {
  const file = writeWav(samples, SAMPLE_RATE)
  const view = new DataView(file.buffer)
  expect(file.length).toBe(WAV_HEADER_BYTES + samples.length * 2)
  expect(new TextDecoder('latin1').decode(file.subarray(0, 4))).toBe('RIFF')
  expect(view.getUint32(4, true)).toBe(file.length - 8)
  expect(view.getUint32(24, true)).toBe(SAMPLE_RATE)
  expect(view.getInt16(WAV_HEADER_BYTES + 2 * 4, true)).toBe(-32_768)
  expect(file.subarray(0, WAV_HEADER_BYTES)).toEqual(writeWavHeader(samples.length, SAMPLE_RATE))
})

test('another reader of WAV files finds the same samples', ({ skip }) => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
  } catch {
    skip('python3 is not installed')
  }
  expect(readByPython(writeWav(samples, 8000))).toEqual({ channels: 1, width: 2, rate: 8000, samples: [...samples] })
})

test('an empty recording is a file all the same', () => {
  expect(writeWav(new Int16Array(0), SAMPLE_RATE)).toEqual(writeWavHeader(0, SAMPLE_RATE))
})
