import { Button, Modal, Select, TextInput } from '@mantine/core'
import { role as roles, type Role } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { RequestError } from '../../../app/request.ts'
import { formatMoment } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import rows from '../../../ui/rows.module.css'
import { useInvite } from '../api.ts'

/** Makes an invitation and shows its link once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const invite = useInvite()

  function close() {
    onClose()
    invite.reset()
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title="Invite somebody"
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
      closeOnEscape={!invite.isSuccess}
      withCloseButton={!invite.isSuccess}
    >
      {invite.isSuccess ? (
        <div className={rows.form}>
          <TextInput
            label="Link"
            description={`Give it to ${invite.data.note}. It is shown this once, and works once, until ${formatMoment(invite.data.expiresAt)}.`}
            value={invite.data.link}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <DialogActions>
            <CopyButton label="Copy link" value={invite.data.link} />
            <Button onClick={close}>Done</Button>
          </DialogActions>
        </div>
      ) : (
        <InviteForm isPending={invite.isPending} error={invite.error} onSubmit={(asked) => invite.mutate(asked)} />
      )}
    </Modal>
  )
}

interface InviteFormProps {
  isPending: boolean
  error: Error | null
  onSubmit: (asked: { note: string; role: Role }) => void
}

function InviteForm({ isPending, error, onSubmit }: InviteFormProps) {
  const [note, setNote] = useState('')
  const [role, setRole] = useState<Role>('member')
  const issues = error instanceof RequestError ? error.issues : []

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (!isPending) onSubmit({ note, role })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <TextInput
        label="For whom"
        description="To tell invitations apart"
        placeholder="Ana from the front desk"
        data-autofocus
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={issues.find(({ path }) => path === 'note')?.message}
        maxLength={80}
        autoComplete="off"
      />
      <Select
        label="Role"
        description="An admin may do everything here, also delete people"
        data={[...roles.options]}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole(roles.safeParse(value).data ?? 'member')}
      />
      {error && issues.length === 0 && <AlertLine>{error.message}</AlertLine>}
      <DialogActions>
        <ActButton type="submit" isBusy={isPending}>
          Make link
        </ActButton>
      </DialogActions>
    </form>
  )
}
