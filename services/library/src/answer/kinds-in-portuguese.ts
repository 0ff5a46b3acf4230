import { capital, exact, made, type Rule } from './kind-rule.ts'
import { numberSource } from './number-words.ts'

const { pt } = numberSource

/** What is asked for in Portuguese. */
export const kindsInPortuguese: Rule[] = [
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
      /(?<!\p{L})(?:vermelh[oa]s?|verdes?|azu(?:l|is)|amarel[oa]s?|branc[oa]s?|pret[oa]s?|castanh[oa]s?|cinzent[oa]s?|cinza|cor-de-\p{L}+|rox[oa]s?|dourad[oa]s?|pratead[oa]s?|encarnad[oa]s?)(?!\p{L})/giu,
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
      String.raw`(?<!\b[Ee]m\s)${capital}|(?<!\p{L})(?:homem|mulher|rapaz|rapariga|menin[oa]|mãe|pai|filh[oa]|irmão|irmã|ti[oa]|marido|avô|avó|padre|médico|net[oa]|amig[oa]|professora?|maestro)(?!\p{L})`,
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
]
