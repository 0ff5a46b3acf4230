import { Button } from '@mantine/core'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { StepHeading } from '../../../ui/step-heading.tsx'

/** The dialog's last step: what has been done. */
export function Done({ heading, text, onClose }: { heading: string; text: string; onClose: () => void }) {
  return (
    <>
      <StepHeading>{heading}</StepHeading>
      <p>{text}</p>
      <DialogActions>
        <Button onClick={onClose}>Done</Button>
      </DialogActions>
    </>
  )
}
