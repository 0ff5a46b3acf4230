const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'" }

/** Letters, digits, signs and emoji, and the marks that have a name when they are read alone. */
const speakable = /[\p{L}\p{N}\p{S}%&@#*/]/u

/** Characters that show nothing: they join, hide and turn others. What joins emoji and Indic letters stays. */
const invisible = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/**
 * A text as every engine can take it: well-formed, on one line, without characters that show nothing. SSML loses its
 * tags and keeps its words, since no engine here speaks it; any other `<` is a sign like others.
 */
export function plainSpeech(text: string): string {
  const wellFormed = text.toWellFormed().replaceAll('\ufffd', ' ')
  return withoutSsml(wellFormed).replaceAll(invisible, ' ').replaceAll(/\s+/gu, ' ').trim()
}

/** Whether there is anything to speak in a text. */
export function isSpeakable(text: string): boolean {
  return speakable.test(text)
}

function withoutSsml(text: string): string {
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<speak[\s>]/u.test(text)) return text
  return text
    .replaceAll(/<!--.*?-->/gsu, ' ')
    .replaceAll(/<[^<>]*>/gu, ' ')
    .replaceAll(/&(?:lt|gt|amp|quot|apos);/gu, (entity) => entities[entity] ?? entity)
}
