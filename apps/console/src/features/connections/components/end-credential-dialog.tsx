import { Button, Modal } from '@mantine/core'
import type { Scope } from '@patchbay/contract'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { ScopesThatStop } from './scopes-that-stop.tsx'

export interface EndCredentialDialogProps {
  /** Null before the first one was chosen. */
  credential: { id: number; scopes: readonly Scope[] } | null
  title: string
  /** What happens to whoever has it. */
  children: ReactNode
  /** On the button that leaves it as it is. */
  keep: string
  /** On the button that ends it. */
  act: string
  /** Said when it has ended. */
  done: string
  ending: UseMutationResult<unknown, Error, number>
  opened: boolean
  onClose: () => void
  /** The dialog is gone from the screen. */
  onClosed: () => void
}

/** Names a credential and what stops working with it, and ends it on a yes. */
export function EndCredentialDialog({ credential, ending, opened, ...props }: EndCredentialDialogProps) {
  const { title, children, keep, act, done, onClose, onClosed } = props
  const notice = useNotice()

  function close() {
    onClose()
    ending.reset()
  }

  function confirm(id: number) {
    ending.mutate(id, {
      onSuccess: () => {
        notice.done(done)
        close()
      },
    })
  }

  return (
    <Modal
      opened={opened && credential !== null}
      onClose={close}
      title={credential && title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      onExitTransitionEnd={onClosed}
    >
      {credential && (
        <>
          <p>{children} What stops:</p>
          <ScopesThatStop scopes={credential.scopes} />
          {ending.isError && <AlertLine>{ending.error.message}</AlertLine>}
          <DialogActions>
            <Button variant="default" onClick={close} data-autofocus>
              {keep}
            </Button>
            <ActButton color="red" onClick={() => confirm(credential.id)} isBusy={ending.isPending}>
              {act}
            </ActButton>
          </DialogActions>
        </>
      )}
    </Modal>
  )
}
