import type { SystemStatus } from '@patchbay/contract'

type Voice = SystemStatus['voice']

/** What speaks, and how fast each engine of speech is here: `espeak, 0.02 of real time; kokoro 1.10: too slow for live`. */
export function describeVoice({ live, engines }: Voice): string {
  const rest = engines.filter(({ engine }) => engine !== live).map((figure) => describeOther(figure))
  const speaking = engines.find(({ engine }) => engine === live)
  const first =
    live === null ? 'no voice' : live + (speaking && factorOf(speaking) ? `, ${factorOf(speaking)} of real time` : '')
  return [first, ...rest].join('; ')
}

function describeOther(figure: Voice['engines'][number]): string {
  const factor = factorOf(figure)
  const named = factor ? `${figure.engine} ${factor}` : figure.engine
  if (figure.note === null) return figure.ready && !factor ? `${named}: being measured` : named
  return `${named}: ${inSentence(figure.note)}`
}

function factorOf({ realTimeFactor }: Voice['engines'][number]): string | undefined {
  return realTimeFactor?.toFixed(2)
}

/** A sentence in the middle of another. */
function inSentence(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '')
}
