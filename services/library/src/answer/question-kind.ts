import type { BookLanguage } from '@patchbay/contract'
import { numberSource } from './number-words.ts'

export type KindName =
  | 'age'
  | 'duration'
  | 'distance'
  | 'count'
  | 'weight'
  | 'money'
  | 'year'
  | 'date'
  | 'time'
  | 'colour'
  | 'name'
  | 'material'
  | 'person'
  | 'place'
  | 'cause'
  | 'manner'
  | 'speech'
  | 'thing'

/** What a question asks for. */
export interface QuestionKind {
  name: KindName
  /** Words of the question that say what is asked for and not about what. */
  says: ReadonlySet<string>
  /** What an answer has in it; global. Undefined where anything may be one. */
  answer?: RegExp
  /** So near, in words, to something of what was asked about. */
  reach: number
}

interface Rule {
  name: KindName
  asks: RegExp
  says?: string
  answer?: RegExp
  reach?: number
}

/** Unless a rule says otherwise. */
const REACH = 14

const { en, pt } = numberSource
const capital = String.raw`\p{Lu}\p{Ll}+`

const rules: Record<BookLanguage, Rule[]> = {
  en: [
    {
      name: 'age',
      asks: /\bhow old\b|\bwhat age\b/i,
      says: 'old age year years',
      answer: made(
        String.raw`\b(?:was|is|were|am|be|being|turned|aged?|age of|only|about|at)\s+${en}(?=\s*(?:$|[.,;:!?)"”’—–-]|and\b|when\b|years?\b|now\b|then\b))|${en}[- ]years?[- ]old`,
      ),
    },
    {
      name: 'duration',
      asks: /\bhow long\b/i,
      says: 'long take took',
      answer: made(
        String.raw`${en}\s+(?:seconds|minutes|hours|days|nights|weeks|months|years)|\ba (?:minute|day|night|week|fortnight|month|year)\b|\ban hour\b`,
      ),
    },
    {
      name: 'distance',
      asks: /\bhow far\b/i,
      says: 'far away',
      answer: made(String.raw`${en}\s+(?:miles?|yards?|feet|paces|metres|meters|kilometres|kilometers)|\ba mile\b`),
    },
    { name: 'count', asks: /\bhow many\b/i, says: 'many', answer: made(`(?!1\\d{3}\\b)${en}`), reach: 5 },
    {
      name: 'weight',
      asks: /\bhow (?:much|heavy)\b.*\bweigh|\bhow heavy\b|\bwhat\b.*\bweigh(?:s|ed)?\s*\?/i,
      says: 'much heavy weigh weighs weighed weight',
      answer: made(
        String.raw`${en}\s+(?:pounds?|ounces?|stone|kilos?|kilograms?|grams?|tons?|hundredweight)|\ba (?:pound|hundredweight|ton)\b`,
      ),
      reach: 10,
    },
    {
      name: 'money',
      asks: /\bhow much\b|\bwhat (?:price|sum)\b|\bwhat\b.*\bcosts?\b/i,
      says: 'much money price sum cost',
      answer: made(
        String.raw`[£$€]\s?\d[\d,.]*|${en}\s+(?:pounds?|shillings?|pence|dollars?|euros?|cents?)|\ba (?:pound|shilling|penny)\b`,
      ),
      reach: 10,
    },
    { name: 'year', asks: /\b(?:what|which) year\b/i, says: 'year', answer: /\b(?:1[0-9]|20)\d\d\b/gu },
    {
      name: 'time',
      asks: /\b(?:what|which) (?:time|hour)\b/i,
      says: 'time hour',
      answer: made(
        String.raw`(?:\bat|\bpast|\bto|\bby|\buntil|\btill)\s+${en}|${en}\s+o['’]clock|\bnoon\b|\bmidnight\b`,
      ),
    },
    {
      name: 'date',
      asks: /\b(?:what|which) (?:day|date|month)\b/i,
      says: 'day date month',
      answer:
        /\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b/gu,
    },
    {
      name: 'date',
      asks: /^\W*(?:and )?(?:since |until )?when\b/i,
      answer:
        /\bat (?:six|seven|eight|nine|ten|eleven|twelve|one|two|three|four|five|\d+)\b|\b(?:1[0-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter)\b|\b(?:spring|summer|autumn|winter|morning|evening|night|noon|midnight|yesterday|tomorrow|Whitsun|years? ago|o['’]clock)\b/gu,
    },
    {
      name: 'colour',
      asks: /\b(?:what|which) colou?r\b/i,
      says: 'colour color',
      answer:
        /\b(?:red|green|blue|yellow|white|black|brown|gr[ea]y|orange|pink|purple|violet|gold(?:en)?|silver|crimson|scarlet|cream(?:-coloured)?|plum)\b/giu,
      reach: 7,
    },
    {
      name: 'name',
      asks: /\bnames? of\b|\b(?:called|named)\s*\?|\b(?:['’]s|is|was)\b.*\bname\b/i,
      says: 'name names called named call',
      answer: exact(
        String.raw`(?<=\b(?:called|named|christened|name (?:is|was))\s+(?:the\s+|a\s+)?(?:\p{Lu}\p{L}*\.\s+)?["“*]?)${capital}`,
      ),
      reach: 25,
    },
    {
      name: 'person',
      asks: /\bwho(?:m|se)?\b/i,
      reach: 9,
      answer: exact(
        String.raw`${capital}|\b(?:man|woman|boy|girl|mother|father|son|daughter|brother|sister|uncle|aunt|cousin|husband|wife|cook|captain|doctor|nurse|lady|gentleman|friend|grand\p{L}+)\b`,
      ),
    },
    {
      name: 'material',
      asks: /\bmade of\b|\bwhat (?:wood|metal|material)\b/i,
      says: 'made make wood metal material',
      answer:
        /\b(?:wood|iron|steel|brass|copper|bronze|tin|gold|silver|glass|stone|clay|leather|wool|silk|cotton|paper|oak|holly|apple|cherry|sycamore|walnut|pine|ivory|bone|wax)\b/giu,
      reach: 14,
    },
    {
      name: 'place',
      asks: /\bwhere\b/i,
      answer:
        /\b(?:in|inside|into|at|on|onto|under|over|behind|beside|by|from|to|near|above|below|beneath|across|between|among|against|outside|round|next)\b/giu,
    },
    {
      name: 'cause',
      asks: /\bwhy\b/i,
      reach: 25,
      answer: /\b(?:because|since|so that|so as to|on account of|for fear|in order to|the reason)\b/giu,
    },
    {
      name: 'speech',
      asks: /\bwhat (?:did|does|do|was|were|words)\b.*\b(?:say|says|written|write|read|shout|whisper)\b/i,
      says: 'say said tell words',
      answer: /["“*]/gu,
    },
    { name: 'manner', asks: /\bhow\b/i },
  ],
  pt: [
    {
      name: 'age',
      asks: /\bque idade\b|\bquantos anos (?:tem|têm|tinham?|fez|faz|fazia)\b/i,
      says: 'idade anos quantos',
      answer: made(
        String.raw`(?<=(?<!\p{L})(?:tinha|tem|ter|teria|fez|faria|faz|de|aos|com|já|só|apenas)\s+)${pt} anos\b`,
      ),
      reach: 25,
    },
    {
      name: 'duration',
      asks: /\bquanto tempo\b/i,
      says: 'quanto tempo demorou demora levou leva',
      answer: made(
        String.raw`${pt}\s+(?:segundos|minutos|horas|dias|noites|semanas|meses|anos)\b|\buma? (?:hora|dia|noite|semana|mês|ano)\b`,
      ),
    },
    { name: 'count', asks: /\bquant[oa]s\b/i, says: 'quantos quantas', answer: made(`(?!1\\d{3}\\b)${pt}`), reach: 5 },
    {
      name: 'weight',
      asks: /\bquanto pes|\bqual\b.*\bpeso\b/i,
      says: 'quanto peso pesa pesava pesam pesavam',
      answer: made(String.raw`${pt}\s+(?:quilos?|gramas|toneladas|arrobas|kg)\b|\bum quilo\b`),
      reach: 10,
    },
    {
      name: 'money',
      asks: /\bquanto\b|\bque preço\b/i,
      says: 'quanto dinheiro preço',
      answer: made(String.raw`${pt}\s+(?:escudos|contos|réis|reais|euros|centavos|tostões)\b|\bum conto\b`),
      reach: 10,
    },
    { name: 'year', asks: /\bque ano\b/i, says: 'ano', answer: /\b(?:1[0-9]|20)\d\d\b/gu },
    {
      name: 'time',
      asks: /\bque horas?\b/i,
      says: 'hora horas',
      answer: made(String.raw`(?<!\p{L})(?:às|as|até às|pelas)\s+${pt}|(?<!\p{L})à uma\b|\bmeio-dia\b|\bmeia-noite\b`),
    },
    {
      name: 'date',
      asks: /\bque (?:dia|data)\b/i,
      says: 'dia data',
      answer:
        /(?<!\p{L})(?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo)(?!\p{L})/giu,
    },
    {
      name: 'date',
      asks: /\bque mês\b/iu,
      says: 'mês',
      answer:
        /(?<!\p{L})(?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)(?!\p{L})/giu,
    },
    {
      name: 'date',
      asks: /^\W*(?:e |desde |até )?quando\b/i,
      says: 'quando',
      answer:
        /\b(?:1[0-9]|20)\d\d\b|\b(?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo|Natal|Páscoa|primavera|verão|outono|inverno|manhã|noite)\b/giu,
    },
    {
      name: 'colour',
      asks: /\bque cor(?:es)?\b/i,
      says: 'cor cores',
      answer:
        /\b(?:vermelh[oa]s?|verdes?|azu(?:l|is)|amarel[oa]s?|branc[oa]s?|pret[oa]s?|castanh[oa]s?|cinzent[oa]s?|cinza|cor-de-\p{L}+|rox[oa]s?|dourad[oa]s?|pratead[oa]s?|encarnad[oa]s?)\b/giu,
      reach: 7,
    },
    {
      name: 'name',
      asks: /\bcomo (?:é que )?se cham|\bnome d[eoa]s?\b/i,
      says: 'nome chama chamava chamam chamavam',
      answer: exact(
        String.raw`(?<=(?:[Cc]ham(?:a|ava|am|avam)-se|se cham(?:a|ava|am|avam)|chamad[oa]s?|[Nn]ome d[eo])\s+(?:\p{Ll}+\s+)?["“*]?)${capital}`,
      ),
      reach: 25,
    },
    {
      name: 'person',
      asks: /\bquem\b/i,
      reach: 9,
      answer: exact(
        String.raw`${capital}|\b(?:homem|mulher|rapaz|rapariga|menin[oa]|mãe|pai|filh[oa]|irmão|irmã|ti[oa]|marido|avô|avó|padre|médico|net[oa]|amig[oa]|professora?|maestro)\b`,
      ),
    },
    {
      name: 'material',
      asks: /^\W*de que (?:é|era|eram|são)(?: feit[oa]s?)?(?!\p{L})|\bde que (?:material|madeira|metal)\b/iu,
      says: 'feito feita material madeira metal',
      answer: /(?<=\b(?:de|em)\s+)(?!que\b)\p{Ll}{3,}/gu,
      reach: 3,
    },
    {
      name: 'place',
      asks: /\bonde\b|\bque (?:lugar|sítio|cidade|terra|rua|ilha|país)\b/i,
      says: 'lugar sítio',
      answer:
        /(?<!\p{L})(?:em|no|na|nos|nas|num|numa|debaixo|atrás|junto|dentro|sobre|sob|à|ao|às|aos|para|entre|ali|diante|perto|do|da)(?!\p{L})/giu,
    },
    {
      name: 'cause',
      reach: 25,
      asks: /\bpor ?qu[eê](?!\p{L})/iu,
      answer:
        /(?<!\p{L})(?:porque|pois|por causa|por ser|por ter|por haver|para que|para \p{L}+[aeio]r|já que|visto que)(?!\p{L})/giu,
    },
    {
      name: 'speech',
      asks: /\bo que (?:é que )?(?:dizia|diz|disse|está escrito|estava escrito)/i,
      says: 'dizia diz disse',
      answer: /["“*—:]/gu,
    },
    { name: 'manner', asks: /\bcomo\b/i },
  ],
}

const none: ReadonlySet<string> = new Set()

/** What a question asks for, by its words. */
export function kindOf(question: string, language: BookLanguage): QuestionKind {
  const rule = rules[language].find(({ asks }) => asks.test(question))
  if (!rule) return { name: 'thing', says: none, reach: REACH }
  return {
    name: rule.name,
    says: new Set(rule.says?.split(' ')),
    reach: rule.reach ?? REACH,
    ...(rule.answer && { answer: rule.answer }),
  }
}

/** Of numbers and units, in any case. */
function made(source: string): RegExp {
  return new RegExp(source, 'giu')
}

/** Of names: what a capital is matters. */
function exact(source: string): RegExp {
  return new RegExp(source, 'gu')
}
