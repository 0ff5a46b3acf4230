import {
  Button,
  Checkbox,
  JsonInput,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TextInput,
} from '@mantine/core'
import type { McpServer, McpServerChange } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { RequestError } from '../../../app/request.ts'
import { useMe } from '../../../app/signed-in-user.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import rows from '../../../ui/rows.module.css'
import { useChangeServer } from '../api.ts'

/** A server's settings. */
export function EditServerDialog({
  server,
  opened,
  onClose,
}: {
  server: McpServer
  opened: boolean
  onClose: () => void
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Edit ${server.name}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <EditServerForm server={server} onDone={onClose} />}
    </Modal>
  )
}

function EditServerForm({ server, onDone }: { server: McpServer; onDone: () => void }) {
  const [change, setChange] = useState<McpServerChange>({})
  const [bindings, setBindings] = useState(JSON.stringify(server.bindings, null, 2))
  const save = useChangeServer(server.id)
  const notice = useNotice()
  const { user } = useMe()
  // What is changed, over what there is.
  const now = { ...server, ...withoutAbsent(change) }
  const set = (next: McpServerChange) => setChange({ ...change, ...next })
  const seconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? '' : ms / 1000)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (save.isPending) return
    const asked =
      bindings === JSON.stringify(server.bindings, null, 2) ? change : { ...change, bindings: readJson(bindings) }
    save.mutate(asked as McpServerChange, {
      onSuccess: () => {
        notice.done(`“${now.name}” is changed.`)
        onDone()
      },
    })
  }

  const issues = save.error instanceof RequestError ? save.error.issues : []
  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <div className={rows.pair}>
        <TextInput
          label="Name"
          value={now.name}
          maxLength={80}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput label="Where" value={now.url} onChange={(event) => set({ url: event.currentTarget.value })} />
      </div>
      <PasswordInput
        label="API key"
        description={
          server.hasApiKey ? 'There is one; what you write here takes its place' : 'Sealed, and never shown again'
        }
        autoComplete="off"
        onChange={(event) => set({ apiKey: event.currentTarget.value })}
      />
      <Switch
        label="Switched on"
        checked={now.isActive}
        onChange={(event) => set({ isActive: event.currentTarget.checked })}
      />
      <div className={rows.pair}>
        <Select
          label="New and changed tools"
          description="Held until you have looked, or taken as they come"
          data={[
            { value: 'pin', label: 'Wait for me' },
            { value: 'trust', label: 'Are taken' },
          ]}
          allowDeselect={false}
          value={now.definitions}
          onChange={(value) => set({ definitions: value === 'trust' ? 'trust' : 'pin' })}
        />
        <Select
          label="Approval"
          description="Whether its tools wait for a yes"
          data={[
            { value: 'agent', label: 'As the agent says' },
            { value: 'never', label: 'Never' },
            { value: 'always', label: 'Always' },
          ]}
          allowDeselect={false}
          value={now.approval}
          onChange={(value) => set({ approval: value === 'never' || value === 'always' ? value : 'agent' })}
        />
        <NumberInput
          label="Timeout, in seconds"
          description="Then a read has failed and a write is unknown; 30 where empty"
          min={0.1}
          max={3600}
          value={seconds(now.timeoutMs)}
          onChange={(value) => set({ timeoutMs: typeof value === 'number' ? Math.round(value * 1000) : null })}
        />
        <NumberInput
          label="In the background after, in seconds"
          description="In a conversation; the agent's where empty"
          min={0.1}
          max={3600}
          value={seconds(now.detachAfterMs)}
          onChange={(value) => set({ detachAfterMs: typeof value === 'number' ? Math.round(value * 1000) : null })}
        />
        <NumberInput
          label="Calls that may wait"
          min={0}
          max={10_000}
          value={now.queueLimit}
          onChange={(value) => typeof value === 'number' && set({ queueLimit: value })}
        />
        <NumberInput
          label="Calls a minute"
          description="No bound where empty"
          min={1}
          value={now.callsPerMinute ?? ''}
          onChange={(value) => set({ callsPerMinute: typeof value === 'number' ? value : null })}
        />
      </div>
      <Checkbox
        label="I vouch for what it says"
        description="Else a write on another server asks after its output was read"
        checked={now.trusted}
        onChange={(event) => set({ trusted: event.currentTarget.checked })}
      />
      <Checkbox
        label="It reaches the network"
        description="Of a program on this machine, in its sandbox"
        checked={now.network}
        onChange={(event) => set({ network: event.currentTarget.checked })}
      />
      <Checkbox
        label="It may use the client's language model (sampling)"
        checked={now.allowSampling}
        onChange={(event) => set({ allowSampling: event.currentTarget.checked })}
      />
      <Checkbox
        label="It may ask the person (elicitation)"
        checked={now.allowElicitation}
        onChange={(event) => set({ allowElicitation: event.currentTarget.checked })}
      />
      {user.role === 'admin' && (
        <Checkbox
          label="Everybody on this gateway may use it"
          checked={now.shared}
          onChange={(event) => set({ shared: event.currentTarget.checked })}
        />
      )}
      <Select
        label="Whose credential goes along"
        data={[
          { value: 'owner', label: 'Mine' },
          { value: 'user', label: 'Each user’s own' },
        ]}
        allowDeselect={false}
        value={now.credential}
        onChange={(value) => set({ credential: value === 'user' ? 'user' : 'owner' })}
      />
      <JsonInput
        label="Bindings"
        description='Filled in for each call, such as {"kind": "argument", "name": "member_phone", "value": "{{caller.phone}}"}'
        autosize
        minRows={2}
        maxRows={10}
        value={bindings}
        onChange={setBindings}
        error={issues.find(({ path }) => path.startsWith('bindings'))?.message}
        spellCheck={false}
      />
      {save.isError && <AlertLine>{save.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <ActButton type="submit" isBusy={save.isPending}>
          Save
        </ActButton>
      </DialogActions>
    </form>
  )
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutAbsent<T extends object>(change: T): Partial<Present<T>> {
  // The same members, but those that are nothing.
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Present<T>>
}

/** What is no JSON the gateway refuses in words. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
