/** The first letter of a voice's name is its language. Source: the model's VOICES.md. */
const languages: Record<string, string> = {
  a: 'en-US',
  b: 'en-GB',
  e: 'es',
  f: 'fr',
  h: 'hi',
  i: 'it',
  j: 'ja',
  p: 'pt-BR',
  z: 'zh',
}

const names = {
  a: {
    f: ['alloy', 'aoede', 'bella', 'heart', 'jessica', 'kore', 'nicole', 'nova', 'river', 'sarah', 'sky'],
    m: ['adam', 'echo', 'eric', 'fenrir', 'liam', 'michael', 'onyx', 'puck', 'santa'],
  },
  b: { f: ['alice', 'emma', 'isabella', 'lily'], m: ['daniel', 'fable', 'george', 'lewis'] },
  e: { f: ['dora'], m: ['alex', 'santa'] },
  f: { f: ['siwis'], m: [] },
  h: { f: ['alpha', 'beta'], m: ['omega', 'psi'] },
  i: { f: ['sara'], m: ['nicola'] },
  j: { f: ['alpha', 'gongitsune', 'nezumi', 'tebukuro'], m: ['kumo'] },
  p: { f: ['dora'], m: ['alex', 'santa'] },
  z: { f: ['xiaobei', 'xiaoni', 'xiaoxiao', 'xiaoyi'], m: ['yunjian', 'yunxi', 'yunxia', 'yunyang'] },
}

/** The 54 voices of Kokoro-82M v1.0. A model says itself which it has, and in which order. */
export const kokoroVoices = Object.entries(names).flatMap(([letter, { f, m }]) =>
  [...f.map((name) => ['f', name] as const), ...m.map((name) => ['m', name] as const)].map(([kind, name]) => ({
    voiceId: `${letter}${kind}_${name}`,
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    language: languages[letter] ?? 'en-US',
  })),
)
