import { Button, TextInput } from '@mantine/core'
import type { CreatedApiKey } from '@patchbay/contract'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { StepHeading } from '../../../ui/step-heading.tsx'
import classes from './key-made.module.css'

/** Shows a new key, the only time that it can be seen. */
export function KeyMade({ apiKey, onDone }: { apiKey: CreatedApiKey; onDone: () => void }) {
  return (
    <>
      <StepHeading>Key made</StepHeading>
      <p>
        <strong>Copy it now: it is not shown again.</strong> Only its fingerprint is stored. If it is lost, revoke “
        {apiKey.name}” and make another.
      </p>
      <div className={classes.key}>
        <TextInput
          className={classes.field}
          label="Key"
          value={apiKey.key}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <CopyButton label="Copy key" value={apiKey.key} />
      </div>
      <DialogActions>
        <Button onClick={onDone}>Done</Button>
      </DialogActions>
    </>
  )
}
