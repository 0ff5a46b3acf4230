import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/** How long typing rests before it is searched, in ms. */
const REST_MS = 200

export interface SearchFieldProps {
  label: string
  /** What the address says. */
  query: string
  onSearch: (query: string) => void
}

/** Searches as one types; the address follows when typing rests, and the field follows the address. */
export function SearchField({ label, query, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(query)
  const sent = useRef(query)
  const send = useDebouncedCallback((typed: string) => {
    sent.current = typed.trim()
    onSearch(sent.current)
  }, REST_MS)

  // The address changed by itself (back, a link), and not because of what is being typed.
  useEffect(() => {
    if (query === sent.current) return
    sent.current = query
    setText(query)
  }, [query])

  return (
    <TextInput
      type="search"
      label={label}
      placeholder="A word, a name, a question"
      value={text}
      maxLength={1_000}
      autoComplete="off"
      onChange={(event) => {
        setText(event.currentTarget.value)
        send(event.currentTarget.value)
      }}
    />
  )
}
