import { capital, exact, made, type Rule } from './kind-rule.ts'
import { numberSource } from './number-words.ts'

const { en } = numberSource

/** What is asked for in English. */
export const kindsInEnglish: Rule[] = [
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
    answer: made(String.raw`(?:\bat|\bpast|\bto|\bby|\buntil|\btill)\s+${en}|${en}\s+o['’]clock|\bnoon\b|\bmidnight\b`),
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
      String.raw`(?<!\b(?:in|at)\s)${capital}|\b(?:man|woman|boy|girl|mother|father|son|daughter|brother|sister|uncle|aunt|cousin|husband|wife|cook|captain|doctor|nurse|lady|gentleman|friend|grand\p{L}+)\b`,
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
]
