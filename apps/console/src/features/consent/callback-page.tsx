import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { BarePage } from '../../ui/bare-page.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { takeCallback } from './take-callback.ts'

/** Where a client without an address of its own is called back: its code is shown, to be given to it by hand. */
export function CallbackPage() {
  const [{ code, error, issuer }] = useState(takeCallback)

  if (issuer !== null && issuer !== location.origin) {
    return (
      <BarePage title="Not from here">
        <p>This answer was given by {issuer}, and not by this gateway. Do not use it.</p>
      </BarePage>
    )
  }
  if (code !== null) {
    return (
      <BarePage title="Connected">
        <p>The application was let in. If it asks for a code, this is it; it works once, within a minute.</p>
        <TextInput
          label="Code"
          value={code}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <div>
          <CopyButton label="Copy code" value={code} />
        </div>
        <p>This page can be closed.</p>
      </BarePage>
    )
  }
  return (
    <BarePage title="Not connected">
      <p>
        {error === 'access_denied'
          ? 'The application was not let in. Nothing was given to it.'
          : 'No code came with this address. Go back to the application and connect again.'}
      </p>
      {error !== null && error !== 'access_denied' && <p>The reason that was given: {error}</p>}
    </BarePage>
  )
}
