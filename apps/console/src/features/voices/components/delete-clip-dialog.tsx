import { Button, Modal } from '@mantine/core'
import type { VoiceboxClip } from '@patchbay/contract'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { useDeleteClip } from '../api.ts'
import classes from '../voices.module.css'

export interface DeleteClipDialogProps {
  /** Null before the first one was chosen. */
  clip: VoiceboxClip | null
  opened: boolean
  onClose: () => void
}

/** Names a clip and deletes it on a yes. */
export function DeleteClipDialog({ clip, opened, onClose }: DeleteClipDialogProps) {
  const remove = useDeleteClip()
  const notice = useNotice()

  function close() {
    onClose()
    remove.reset()
  }

  return (
    <Modal
      opened={opened && clip !== null}
      onClose={close}
      title="Delete this clip?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {clip && (
        <>
          <p className={classes.text} dir="auto">
            {clip.text}
          </p>
          <p className={classes.quiet}>Its sound goes, and every link to it stops. What was counted stays counted.</p>
          {remove.isError && <AlertLine>{remove.error.message}</AlertLine>}
          <DialogActions>
            <Button variant="default" onClick={close} data-autofocus>
              Keep it
            </Button>
            <ActButton
              color="red"
              isBusy={remove.isPending}
              onClick={() =>
                remove.mutate(clip.clip_id, {
                  onSuccess: () => {
                    notice.done('The clip is deleted.')
                    close()
                  },
                })
              }
            >
              Delete the clip
            </ActButton>
          </DialogActions>
        </>
      )}
    </Modal>
  )
}
