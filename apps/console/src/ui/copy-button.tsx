import { Button } from '@mantine/core'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { useState } from 'react'

const SHOWN_MS = 2_000

export interface CopyButtonProps {
  /** The button's name, for instance "Copy key". */
  label: string
  value: string
}

/** Copies a text. Where the browser forbids it (a page that came over plain HTTP) it says to select it instead. */
export function CopyButton({ label, value }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'forbidden' | null>(null)

  async function copy() {
    try {
      await navigator.clipboard.writeText(value)
      setOutcome('copied')
    } catch {
      setOutcome('forbidden')
    }
    setTimeout(() => setOutcome(null), SHOWN_MS)
  }

  return (
    <Button
      variant="default"
      size="compact-md"
      leftSection={outcome === 'copied' ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      onClick={() => void copy()}
    >
      {outcome === 'copied' ? 'Copied' : outcome === 'forbidden' ? 'Select it to copy' : label}
    </Button>
  )
}
