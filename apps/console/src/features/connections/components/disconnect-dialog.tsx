import { Button, Modal } from '@mantine/core'
import type { OAuthConnection } from '@patchbay/contract'
import { useNotice } from '../../../app/notice.tsx'
import { formatAgo } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { useDisconnect } from '../api.ts'
import { ScopesThatStop } from './scopes-that-stop.tsx'

export interface DisconnectDialogProps {
  /** Null before the first one was chosen. */
  connection: OAuthConnection | null
  opened: boolean
  onClose: () => void
  /** The dialog is gone from the screen. */
  onClosed: () => void
}

/** Names the client and what stops working with it, and ends what it was allowed on a yes. */
export function DisconnectDialog({ connection, opened, onClose, onClosed }: DisconnectDialogProps) {
  const disconnect = useDisconnect()
  const notice = useNotice()

  function close() {
    onClose()
    disconnect.reset()
  }

  return (
    <Modal
      opened={opened && connection !== null}
      onClose={close}
      title={connection && `Disconnect ${connection.clientName}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      onExitTransitionEnd={onClosed}
    >
      {connection && (
        <>
          <p>
            Its tokens are refused from its next request on, and what it holds open is closed
            {connection.lastUsedAt === null
              ? '; it has never used them'
              : `; it last used them ${used(connection.lastUsedAt)}`}
            . It can ask to be let in again, and you will be asked again. What stops:
          </p>
          <ScopesThatStop scopes={connection.scopes} />
          {disconnect.isError && <AlertLine>{disconnect.error.message}</AlertLine>}
          <DialogActions>
            <Button variant="default" onClick={close} data-autofocus>
              Keep connected
            </Button>
            <ActButton
              color="red"
              isBusy={disconnect.isPending}
              onClick={() =>
                disconnect.mutate(connection.id, {
                  onSuccess: () => {
                    notice.done(`“${connection.clientName}” is disconnected.`)
                    close()
                  },
                })
              }
            >
              Disconnect
            </ActButton>
          </DialogActions>
        </>
      )}
    </Modal>
  )
}

function used(iso: string): string {
  return formatAgo(iso, new Date())
}
