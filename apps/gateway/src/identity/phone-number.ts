import { PatchbayError } from '@patchbay/contract'
import { isSupportedCountry, ParseError, parsePhoneNumberWithError, type PhoneNumber } from 'libphonenumber-js/max'

const example = 'Write it with its country code, such as +5511999999999.'

/**
 * Brings a phone number to E.164.
 *
 * @param input - A number as a phone line or a person writes it: with `+`, with the country code alone, or local.
 * @param country - Where a local number is from (ISO 3166-1 alpha-2).
 * @throws {PatchbayError} `INVALID_CALLER_ID`, saying why.
 */
export function normalisePhone(input: string, country: string): string {
  const local = parse(input, country)
  if (local.number?.isValid()) return local.number.number
  // A line that leaves out the "+" of a foreign number.
  const foreign = /^\d{8,15}$/.test(input) ? parse(`+${input}`, country) : undefined
  if (foreign?.number?.isValid()) return foreign.number.number
  throw new PatchbayError('INVALID_CALLER_ID', `caller_id ${local.problem}. ${example}`)
}

function parse(input: string, country: string): { number?: PhoneNumber; problem: string } {
  if (!isSupportedCountry(country)) throw new Error(`Unknown country ${country}`)
  try {
    const number = parsePhoneNumberWithError(input.trim(), { defaultCountry: country, extract: false })
    return { number, problem: `is not a phone number that exists in ${number.country ?? country}` }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return { problem: problems[error.message] ?? 'is not a phone number' }
  }
}

const problems: Record<string, string> = {
  TOO_SHORT: 'is too short for a phone number',
  TOO_LONG: 'is too long for a phone number',
  INVALID_COUNTRY: 'has an unknown country code',
}
