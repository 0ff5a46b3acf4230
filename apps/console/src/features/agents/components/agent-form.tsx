import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { approvalPolicy, builtInTool, type Agent, type AgentServer, type OfferedServer } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { RequestError } from '../../../app/request.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import rows from '../../../ui/rows.module.css'
import { useSaveAgent } from '../api.ts'

const builtInWords = {
  pending_results: 'asks how something in the background is going',
  end_call: 'ends the call, and warns while something is not done',
  transfer_call: 'hands the call to a person',
}

export interface AgentFormProps {
  agent?: Agent
  offers: readonly OfferedServer[]
  onDone: () => void
}

/** An agent's profile, and the servers and tools that it gets. */
export function AgentForm({ agent, offers, onDone }: AgentFormProps) {
  const [name, setName] = useState(agent?.name ?? '')
  const [slug, setSlug] = useState(agent?.slug ?? '')
  const [instructions, setInstructions] = useState(agent?.instructions ?? '')
  const [approval, setApproval] = useState(agent?.approval ?? 'writes')
  const [detachS, setDetachS] = useState((agent?.detachAfterMs ?? 4_000) / 1000)
  const [builtIns, setBuiltIns] = useState<string[]>(agent?.builtIns ?? ['pending_results'])
  const [servers, setServers] = useState<AgentServer[]>(agent?.servers ?? [])
  const save = useSaveAgent(agent?.id)
  const notice = useNotice()
  const issueOf = (field: string) =>
    save.error instanceof RequestError
      ? save.error.issues.find(({ path }) => path.startsWith(field))?.message
      : undefined

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (save.isPending) return
    const body = {
      name,
      ...(slug === '' ? {} : { slug }),
      instructions,
      approval,
      detachAfterMs: Math.round(detachS * 1000),
      builtIns: builtIns.flatMap((one) => builtInTool.safeParse(one).data ?? []),
      servers,
    }
    save.mutate(body, {
      onSuccess: (saved) => {
        notice.done(`“${saved.name}” has ${saved.toolCount} tools.`)
        onDone()
      },
    })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <div className={rows.pair}>
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          error={issueOf('name')}
        />
        <TextInput
          label="Slug"
          description="In its address; made of the name where empty"
          value={slug}
          onChange={(event) => setSlug(event.currentTarget.value)}
          error={issueOf('slug')}
        />
      </div>
      <Textarea
        label="Instructions"
        autosize
        minRows={2}
        maxRows={10}
        value={instructions}
        onChange={(event) => setInstructions(event.currentTarget.value)}
      />
      <div className={rows.pair}>
        <Select
          label="Approval"
          description="What cannot be taken back asks always"
          data={[
            { value: 'never', label: 'Never asks' },
            { value: 'writes', label: 'Asks before it changes something' },
            { value: 'always', label: 'Asks before every call' },
          ]}
          allowDeselect={false}
          value={approval}
          onChange={(value) => setApproval(approvalPolicy.catch('writes').parse(value))}
        />
        <NumberInput
          label="Slow calls go on in the background after, in seconds"
          min={0.1}
          max={3600}
          value={detachS}
          onChange={(value) => typeof value === 'number' && setDetachS(value)}
        />
      </div>
      <Checkbox.Group label="Tools of its own" value={builtIns} onChange={setBuiltIns}>
        <div className={rows.form}>
          {builtInTool.options.map((one) => (
            <Checkbox key={one} value={one} label={<code>{one}</code>} description={builtInWords[one]} />
          ))}
        </div>
      </Checkbox.Group>
      <fieldset className={rows.form}>
        <legend>Servers</legend>
        {offers.length === 0 && <p className={rows.dim}>There is nothing to give yet. Add a server first.</p>}
        {offers.map((offer) => (
          <Offer
            key={offer.id}
            offer={offer}
            given={servers.find(({ serverId }) => serverId === offer.id)}
            onChange={(given) =>
              setServers([...servers.filter(({ serverId }) => serverId !== offer.id), ...(given ? [given] : [])])
            }
          />
        ))}
      </fieldset>
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

interface OfferProps {
  offer: OfferedServer
  given: AgentServer | undefined
  onChange: (given: AgentServer | undefined) => void
}

function Offer({ offer, given, onChange }: OfferProps) {
  const all = offer.tools.map(({ name }) => name)
  const chosen = new Set(given ? (given.tools ?? all) : [])

  function choose(name: string, isChosen: boolean): void {
    const next = all.filter((one) => (one === name ? isChosen : chosen.has(one)))
    // All of them also means those that come later.
    onChange(next.length === 0 ? undefined : { serverId: offer.id, tools: next.length === all.length ? null : next })
  }

  return (
    <div>
      <Checkbox
        label={offer.name}
        description={`${all.length} tools`}
        checked={given !== undefined}
        indeterminate={given !== undefined && given.tools !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? { serverId: offer.id, tools: null } : undefined)}
      />
      {given && (
        <div className={rows.buttons}>
          {all.map((name) => (
            <Checkbox
              key={name}
              size="xs"
              label={<code>{name}</code>}
              checked={chosen.has(name)}
              onChange={(event) => choose(name, event.currentTarget.checked)}
            />
          ))}
        </div>
      )}
    </div>
  )
}
