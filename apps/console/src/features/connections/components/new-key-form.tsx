import { Checkbox, Select, TextInput } from '@mantine/core'
import { newApiKey, scopes } from '@patchbay/contract'
import type { Scope } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { RequestError } from '../../../app/request.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { agentsQuery } from '../../agents/api.ts'
import type { NewApiKey } from '../api.ts'
import { scopeNotes } from '../scope-notes.ts'
import classes from './new-key-form.module.css'

// What an agent on a phone line needs, and nothing that rewires.
const usual: Scope[] = ['sessions:create', 'tools:call']

export interface NewKeyFormProps {
  isPending: boolean
  error: Error | null
  onSubmit: (key: NewApiKey) => void
}

export function NewKeyForm({ isPending, error, onSubmit }: NewKeyFormProps) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(usual)
  const [agentId, setAgentId] = useState<string | null>(null)
  const agents = useQuery(agentsQuery)
  const [issues, setIssues] = useState<{ path: string; message: string }[]>([])
  const shown = issues.length > 0 ? issues : error instanceof RequestError ? error.issues : []
  const issueOf = (field: string) => shown.find(({ path }) => path.split('.')[0] === field)?.message

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const key = newApiKey.safeParse({ name, scopes: chosen, agentId: agentId === null ? null : Number(agentId) })
    setIssues(key.error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })) ?? [])
    if (key.success && !isPending) onSubmit(key.data)
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="Who uses it: you will look for it when you revoke it"
        placeholder="Front desk agent"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={issueOf('name')}
        maxLength={80}
        autoComplete="off"
      />
      <Select
        label="Agent"
        description="Whose tools it reaches; everything that you have, without one"
        placeholder="No agent"
        clearable
        data={agents.data?.agents.map(({ id, name: label }) => ({ value: String(id), label })) ?? []}
        value={agentId}
        onChange={setAgentId}
      />
      <Checkbox.Group label="Scopes" value={chosen} onChange={setChosen} error={issueOf('scopes')}>
        <div className={classes.scopes}>
          {scopes.map((scope) => (
            <Checkbox key={scope} value={scope} label={<code>{scope}</code>} description={scopeNotes[scope]} />
          ))}
        </div>
      </Checkbox.Group>
      {error && shown.length === 0 && <AlertLine>{error.message}</AlertLine>}
      <DialogActions>
        <ActButton type="submit" isBusy={isPending}>
          Make key
        </ActButton>
      </DialogActions>
    </form>
  )
}
