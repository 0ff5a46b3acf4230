import { Button, Modal } from '@mantine/core'
import type { ApiKey } from '@patchbay/contract'
import { useNotice } from '../../../app/notice.tsx'
import { formatAgo } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { useRevokeKey } from '../api.ts'
import { ScopesThatStop } from './scopes-that-stop.tsx'

export interface RevokeDialogProps {
  /** Null before the first one was chosen. */
  apiKey: ApiKey | null
  opened: boolean
  onClose: () => void
  /** The dialog is gone from the screen. */
  onClosed: () => void
}

/** Names the key and what stops working with it, and revokes it on a yes. */
export function RevokeDialog({ apiKey, opened, onClose, onClosed }: RevokeDialogProps) {
  const revoke = useRevokeKey()
  const notice = useNotice()

  function close() {
    onClose()
    revoke.reset()
  }

  function confirm(key: ApiKey) {
    revoke.mutate(key.id, {
      onSuccess: () => {
        notice.done(`“${key.name}” is revoked.`)
        close()
      },
    })
  }

  return (
    <Modal
      opened={opened && apiKey !== null}
      onClose={close}
      title={apiKey && `Revoke ${apiKey.name}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      onExitTransitionEnd={onClosed}
    >
      {apiKey && (
        <>
          <p>
            Whatever shows the key <code>{apiKey.prefix}…</code> is refused from its next request on
            {apiKey.lastUsedAt === null ? '; it has never been used' : `; it was last used ${used(apiKey.lastUsedAt)}`}.
            This cannot be undone. What stops:
          </p>
          <ScopesThatStop scopes={apiKey.scopes} />
          {revoke.isError && <AlertLine>{revoke.error.message}</AlertLine>}
          <DialogActions>
            <Button variant="default" onClick={close} data-autofocus>
              Keep key
            </Button>
            <ActButton color="red" onClick={() => confirm(apiKey)} isBusy={revoke.isPending}>
              Revoke
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
