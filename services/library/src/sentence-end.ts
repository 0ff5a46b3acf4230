/**
 * Between two sentences: after a full stop that ends no abbreviation and no initial, and what closes behind it. The
 * library's own, and not the voice's: an import that goes on has to cut where it did before it stopped.
 */
export const sentenceEnd =
  /(?<=[.!?…]["'”’»)\]*]*)(?<!(?<!\p{L})(?:Mr|Mrs|Ms|Dr|St|Capt|Prof|Sr|Sra|Dra|Exma?|\p{Lu})\.)\s+/u
