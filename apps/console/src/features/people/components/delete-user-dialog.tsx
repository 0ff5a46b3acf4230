import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { belongingsQuery, useDeleteUser } from '../api.ts'

export interface DeleteUserDialogProps {
  user: { id: number; name: string }
  onClose: () => void
}

/** Names what goes with a user, and deletes them on a yes. */
export function DeleteUserDialog({ user, onClose }: DeleteUserDialogProps) {
  const belongings = useQuery(belongingsQuery(user.id))
  const deletion = useDeleteUser()
  const notice = useNotice()

  function confirm() {
    deletion.mutate(user.id, {
      onSuccess: () => {
        notice.done(`${user.name} is deleted.`)
        onClose()
      },
    })
  }

  return (
    <Modal opened onClose={onClose} title={`Delete ${user.name}?`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <p>
        {user.name} is signed out at once, their keys are refused from the next request on, and what is theirs is
        deleted. This cannot be undone. What goes:
      </p>
      {belongings.data && (
        <Facts
          facts={[
            ['Servers', belongings.data.servers],
            ['Agents', belongings.data.agents],
            ['Keys in force', belongings.data.keys],
            ['Sessions', belongings.data.sessions],
            ['Calls, with what was said', belongings.data.calls],
          ]}
        />
      )}
      {belongings.isError && <AlertLine>{belongings.error.message}</AlertLine>}
      {deletion.isError && <AlertLine>{deletion.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep user
        </Button>
        <ActButton color="red" onClick={confirm} isBusy={deletion.isPending}>
          Delete
        </ActButton>
      </DialogActions>
    </Modal>
  )
}
