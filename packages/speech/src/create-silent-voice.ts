import type { Voice } from './voice.ts'

/** A voice that says nothing, for where none is installed. Its name is `none`, so that people see why it is quiet. */
export function createSilentVoice(): Voice {
  return {
    name: 'none',
    async *speak() {},
    async [Symbol.asyncDispose]() {},
  }
}
