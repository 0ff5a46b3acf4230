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

/** How a kind of question is known, and what answers it. The first rule of a language that fits is the kind. */
export interface Rule {
  name: KindName
  asks: RegExp
  /** Words, with spaces between, that say what is asked for and not about what. */
  says?: string
  /** Global. */
  answer?: RegExp
  /** In words. */
  reach?: number
}

/** The source of an expression for a name. */
export const capital = String.raw`\p{Lu}\p{Ll}+`

/** Of numbers and units, in any case. */
export function made(source: string): RegExp {
  return new RegExp(source, 'giu')
}

/** Of names: what a capital is matters. */
export function exact(source: string): RegExp {
  return new RegExp(source, 'gu')
}
