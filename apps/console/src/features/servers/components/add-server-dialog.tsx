import { Button, Modal, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import rows from '../../../ui/rows.module.css'
import { useAddServer, useImportServers } from '../api.ts'
import { readPasted } from '../read-pasted.ts'

/** Adds servers by what a person has: the configuration of another client, an address, or a command line. */
export function AddServerDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add server" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <AddServerForm onDone={onClose} />
    </Modal>
  )
}

const whatIs = {
  address: 'an address',
  package: 'a package of npm, which runs on this machine',
  command: 'a command, which runs on this machine',
}

function AddServerForm({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('')
  const [named, setNamed] = useState<string | null>(null)
  const [apiKey, setApiKey] = useState('')
  const add = useAddServer()
  const many = useImportServers()
  const notice = useNotice()
  const pasted = readPasted(text)
  const name = named ?? (pasted.kind === 'line' ? pasted.name : '')
  const error = add.error ?? many.error

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (add.isPending || many.isPending) return
    if (pasted.kind === 'line') {
      const server = { name, url: pasted.line, ...(pasted.what === 'address' && apiKey !== '' ? { apiKey } : {}) }
      add.mutate(server, {
        onSuccess: () => {
          notice.done(`“${name}” is added. It is being connected.`)
          onDone()
        },
      })
    }
    if (pasted.kind === 'json') {
      many.mutate(pasted.body, {
        onSuccess: ({ created, skipped }) => {
          const names = created.map((server) => server.name).join(', ')
          if (skipped.length === 0) notice.done(`Added: ${names}.`)
          else
            notice.failed(
              `${names === '' ? '' : `Added: ${names}. `}${skipped.map((one) => `${one.name}: ${one.reason}`).join(' ')}`,
            )
          onDone()
        },
      })
    }
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <Textarea
        label="Server"
        description="An address, a package, a command line, or the mcpServers JSON of another client"
        placeholder="https://mcp.example.com/mcp"
        autosize
        minRows={3}
        maxRows={14}
        data-autofocus
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={pasted.kind === 'broken' ? pasted.reason : undefined}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <output className={rows.dim}>
        {pasted.kind === 'json' &&
          `${pasted.names.length === 1 ? 'One server' : `${pasted.names.length} servers`}: ${pasted.names.join(', ')}`}
        {pasted.kind === 'line' && `This is ${whatIs[pasted.what]}.`}
      </output>
      {pasted.kind === 'line' && (
        <TextInput label="Name" value={name} onChange={(event) => setNamed(event.currentTarget.value)} maxLength={80} />
      )}
      {pasted.kind === 'line' && pasted.what === 'address' && (
        <PasswordInput
          label="API key"
          description="Where the server asks for one. It is sealed, and never shown again"
          value={apiKey}
          onChange={(event) => setApiKey(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {error && <AlertLine>{error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <ActButton
          type="submit"
          isBusy={add.isPending || many.isPending}
          disabled={pasted.kind === 'nothing' || pasted.kind === 'broken'}
        >
          Add
        </ActButton>
      </DialogActions>
    </form>
  )
}
