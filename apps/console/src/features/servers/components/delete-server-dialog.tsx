import { Button, Modal } from '@mantine/core'
import type { McpServer } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { consequencesQuery, useDeleteServer } from '../api.ts'

/** Names what goes with a server, and deletes it on a yes. */
export function DeleteServerDialog({
  server,
  opened,
  onClose,
}: {
  server: McpServer
  opened: boolean
  onClose: () => void
}) {
  const consequences = useQuery({ ...consequencesQuery(server.id), enabled: opened })
  const del = useDeleteServer(server.id)
  const notice = useNotice()
  const navigate = useNavigate()
  const { data } = consequences

  function confirm() {
    del.mutate(undefined, {
      onSuccess: () => {
        notice.done(`“${server.name}” is deleted.`)
        void navigate({ to: '/servers' })
      },
    })
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Delete ${server.name}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p>Its credentials and what you set for its tools go with it. This cannot be undone.</p>
      {data && (
        <ul>
          <li>{data.tools} tools are offered no more</li>
          {data.agents.length > 0 && <li>Agents that lose them: {data.agents.map(({ name }) => name).join(', ')}</li>}
          {data.pendingApprovals > 0 && <li>{data.pendingApprovals} calls that wait for a yes</li>}
          {data.unknownWrites > 0 && <li>{data.unknownWrites} writes whose outcome nobody knows</li>}
        </ul>
      )}
      {del.isError && <AlertLine>{del.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep server
        </Button>
        <ActButton color="red" isBusy={del.isPending} onClick={confirm}>
          Delete
        </ActButton>
      </DialogActions>
    </Modal>
  )
}
