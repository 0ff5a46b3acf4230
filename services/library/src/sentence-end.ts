/** Between two sentences: after a full stop that ends no abbreviation and no initial, and what closes behind it. */
export const sentenceEnd =
  /(?<=[.!?…]["'”’»)\]*]*)(?<!(?<!\p{L})(?:Mr|Mrs|Ms|Dr|St|Capt|Prof|Sr|Sra|Dra|Exma?|\p{Lu})\.)\s+/u
