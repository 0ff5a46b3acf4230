import { describe, expect, test } from 'vitest'
import { givesUp, understandAnswer } from './understand-answer.ts'

describe('the answer to a read-back', () => {
  test.each([
    ['yes'],
    ['Yes.'],
    ['yeah, go ahead'],
    ['sure'],
    ['Yes please!'],
    ['ok'],
    ['OK, do it'],
    ['that’s right'],
    ['book it'],
    ['yes sure go ahead'],
    ['um, yes'],
    ['sim'],
    ['Sim, pode.'],
    ['pode'],
    ['isso mesmo'],
    ['claro'],
    ['tá bom'],
    ['pode marcar, por favor'],
    ['com certeza'],
    ['então tá'],
    ['beleza'],
  ])('“%s” is a yes', (text) => {
    expect(understandAnswer(text)).toBe('yes')
  })

  test.each([
    ['no'],
    ['No, thanks.'],
    ['nope'],
    ['don’t'],
    ['wait'],
    ['never mind'],
    ['não'],
    ['Não, obrigado.'],
    ['melhor não'],
    ['deixa pra lá'],
    ['agora não'],
  ])('“%s” is a no', (text) => {
    expect(understandAnswer(text)).toBe('no')
  })

  test.each([
    ['yes, but at ten'],
    ['yes no'],
    ['no yes'],
    ['sure, if it is cheaper'],
    ['what was that?'],
    ['ok but for Helena'],
    [''],
    ['…'],
    ['yesterday'],
    ['I said yes to the other one'],
    ['sim, mas às dez'],
    ['pode ser às dez?'],
    ['quero a das dez'],
    ['não sei'],
    ['claro que não'],
    ['ok não'],
    ['hmm'],
    ['please'],
  ])('“%s” is neither', (text) => {
    expect(understandAnswer(text)).toBe('other')
  })

  test.each([['actually, never mind'], ['forget it please'], ['ah, deixa pra lá'], ['não quero mais']])(
    '“%s” gives up',
    (text) => {
      expect(givesUp(text)).toBe(true)
    },
  )
})
