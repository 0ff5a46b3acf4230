import type { BookLanguage } from '@patchbay/contract'

/**
 * Forms of one word, and words that people use for each other when they ask, which no stemmer brings together. Each line
 * is a group; a word of it in a question looks for all of them.
 */
const groups: Record<BookLanguage, string> = {
  en: `
    find found discover discovered
    hide hid hidden conceal
    write wrote written
    say said tell told
    give gave given
    take took taken
    keep kept
    bring brought
    buy bought
    sell sold
    steal stole stolen thief
    break broke broken
    choose chose chosen
    speak spoke spoken
    wear wore worn
    fall fell fallen
    know knew known
    grow grew grown
    throw threw thrown
    draw drew drawn
    fly flew flown
    see saw seen
    eat ate eaten
    drive drove driven
    ride rode ridden
    rise rose risen
    ring rang rung
    sing sang sung
    sink sank sunk
    swim swam swum
    drink drank drunk
    begin began begun
    run ran
    come came
    become became
    win won
    lose lost
    leave left
    feel felt
    meet met
    send sent
    spend spent
    build built
    lend lent
    sleep slept asleep
    dream dreamt
    teach taught
    catch caught
    think thought
    fight fought
    seek sought
    hear heard
    stand stood
    understand understood
    hold held
    lead led
    light lit
    make made
    pay paid
    sit sat
    stick stuck
    strike struck
    dig dug
    hang hung
    tear tore torn
    bear bore born
    swear swore sworn
    shake shook shaken
    wake woke woken awake
    freeze froze frozen
    bite bit bitten
    man men
    woman women
    child children
    foot feet
    tooth teeth
    mouse mice
    wife wives
    life lives
    live lived home
    die died dead death
    call called name named
    job worked work`,
  pt: `
    encontrar encontrou encontraram encontrado achar achou acharam achado
    dizer disse dissera dito diz dizia
    fazer fez fizeram fizera feito faz fazia
    trazer trouxe trouxeram trouxera trazia traz
    ver viu viram vira visto via
    vir veio vieram viera vinha
    dar deu deram dera dado dava
    pôr pôs puseram posto
    saber soube soubera sabia
    querer quis queria
    poder pôde podia
    ir foi foram ia
    ler leu lera lido lia
    escrever escreveu escrevera escrito escrevia
    abrir abriu abrira aberto abria
    morrer morreu morto morta morreram morrera
    perder perdeu perdera perdido perdia
    ganhar ganhou ganho
    trabalhar trabalha trabalho
    chamar chama chamava nome
    viver vive morar mora
    pagar pagou pago
    roubar roubou roubo ladrão
    cair caiu caíra caía
    sair saiu saíram saíra saía
    partir partiu partira partia
    duzentos duzentas
    trezentos trezentas
    quatrocentos quatrocentas
    quinhentos quinhentas
    seiscentos seiscentas
    setecentos setecentas
    oitocentos oitocentas
    novecentos novecentas`,
}

const known: Record<BookLanguage, ReadonlyMap<string, readonly string[]>> = { en: read(groups.en), pt: read(groups.pt) }

/** A word and those that are looked for with it; of an English word its plain form is known too: `keeps` as `keep`. */
export function formsOf(word: string, language: BookLanguage): readonly string[] {
  const plain = language === 'en' ? [word.replace(/s$/, ''), word.replace(/ing$/, ''), word.replace(/ing$/, 'e')] : []
  const found = [word, ...plain].map((each) => known[language].get(each)).find((forms) => forms !== undefined)
  return found === undefined ? [word] : [word, ...found]
}

function read(lines: string): Map<string, string[]> {
  const forms = new Map<string, string[]>()
  for (const line of lines.trim().split('\n')) {
    const words = line.trim().split(' ')
    for (const word of words) forms.set(word, [...(forms.get(word) ?? []), ...words])
  }
  return forms
}
