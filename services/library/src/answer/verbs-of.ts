import type { BookLanguage } from '@patchbay/contract'
import { formsOf } from '../search/other-forms.ts'

/** Verbs that say little: a book has another one as often. */
const light = new Set(
  (
    'is are was were be been have has had do does did take took get got make made go went come came happen happened look looked ' +
    'wear wears wore lie lies lay lying stand stands stood hang hangs hung hold holds held contain put puts use used cost costs mean like live lived work worked call called name named say said says tell told ' +
    'tem têm tinha tinham teve há houve fica ficava ficou ficaram faz fez fazia leva levou levava custa custou dá deu dava está estava ' +
    'esteve era eram foi foram vive vivia mora morava chama chamava diz disse dizia dizer vai ia trabalha pode devia'
  ).split(' '),
)

/** Whether a word is such a verb: of nothing else does it say what a question is about. */
export function isLight(word: string): boolean {
  return light.has(word)
}

/** Where an object or an addition begins. */
const joint = /^(?:to|on|in|into|for|with|from|at|of|off|by|under|over|before|after|when|while|if|and|or|about|as)$/
const particle = /^(?:down|up|out|away|back)$/
const article = /^(?:the|a|an|his|her|their|its|this|that|these|those|my|your|our)$/
const ending = /(?:ou|eu|iu|[aeií]ram|avam?)$/

/** The verbs that say what happened in a question, in lower case, as far as its form shows them. */
export function verbsOf(question: string, language: BookLanguage): Set<string> {
  const words = question.match(/[\p{L}\d]+|[,;?]/gu) ?? []
  const found = language === 'en' ? englishVerbs(words) : portugueseVerbs(words)
  return new Set(found.map((word) => word.toLowerCase()).filter((word) => !light.has(word)))
}

function englishVerbs(words: string[]): string[] {
  const lower = words.map((word) => word.toLowerCase())
  const found: string[] = []
  for (const [index, word] of lower.entries()) {
    const next = lower[index + 1] ?? ''
    if (/^who$/.test(word) && !/^(?:did|does|do|is|was|were|are|had|has)$/.test(next)) found.push(next)
    if (/^(?:did|does|do)$/.test(word)) found.push(...afterSubject(words, lower, index + 1))
    // "was Nora saving".
    if (/^(?:was|were|is|are)$/.test(word) && /^\p{Lu}/u.test(words[index + 1] ?? '')) {
      const at = lower.findIndex(
        (each, place) => place > index + 1 && !/^\p{Lu}/u.test(words[place] ?? '') && each !== '',
      )
      if (/\p{L}{2}ing$/u.test(lower[at] ?? '')) found.push(lower[at] ?? '')
    }
    // "was hidden", "had been found": a verb whose form says so.
    if (/^(?:was|were|is|are|been|had|has)$/.test(word)) {
      const end = lower.findIndex((each, at) => at > index && /^[,;?]$/.test(each))
      const rest = lower.slice(index + 1, end === -1 ? undefined : end)
      const first = rest.findIndex((each) => joint.test(each))
      const participle = (first === -1 ? rest : rest.slice(0, first)).findLast(
        (each) => each.length > 3 && (each.endsWith('ed') || formsOf(each, 'en').length > 1),
      )
      if (participle !== undefined) found.push(participle)
    }
  }
  return found
}

/** After `did`, whoever did it, and then what they did. */
function afterSubject(words: string[], lower: string[], from: number): string[] {
  let at = from
  if (article.test(lower[at] ?? '')) {
    let passed = 0
    for (let place = at + 1; place <= lower.length; place += 1) {
      const word = lower[place] ?? '?'
      if ((joint.test(word) || /^[,;?]$/.test(word)) && passed >= 2)
        return [lower[place - (particle.test(lower[place - 1] ?? '') ? 2 : 1)] ?? '']
      if (!joint.test(word) && !article.test(word)) passed += 1
    }
    return []
  }
  while (/^\p{Lu}/u.test(words[at] ?? '')) at += 1
  if (at === from) at += 1
  // "Toby's father study": whose he is comes first.
  if (lower[at] === 's') at += 2
  return [lower[at] ?? '']
}

function portugueseVerbs(words: string[]): string[] {
  return words.filter(
    (word, index) => /^\p{Ll}{4,}/u.test(word) && (ending.test(word) || (index < 8 && formsOf(word, 'pt').length > 1)),
  )
}
