import { Autocomplete, Select, TextInput } from '@mantine/core'
import type { ComboboxItem } from '@mantine/core'
import type { AnsweringAgent } from '@patchbay/contract'
import { PhoneIcon } from '../../../ui/icons.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { useMe } from '../../../app/signed-in-user.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { callersQuery } from '../../bookings/api.ts'
import { answeringQuery } from '../api.ts'
import { describeEngine } from '../describe-engine.ts'
import { useTalk } from '../talk-provider.tsx'
import { CallStrip } from './call-strip.tsx'
import classes from './call-form.module.css'
import { EarsHint } from './ears-hint.tsx'

const route = getRouteApi('/signed-in/talk')

/** Chooses who answers and who calls. Says what will answer, so that nobody expects more of it than there is. */
export function CallForm() {
  const answering = useQuery(answeringQuery)
  const { agent: slug } = route.useSearch()
  if (answering.isPending) return <Lines count={4} />
  if (answering.isLoadingError)
    return <Failure what="Who can answer" error={answering.error} onRetry={() => void answering.refetch()} />
  const agents = answering.data?.agents ?? []
  const agent = agents.find((each) => each.slug === slug) ?? agents[0]
  return agent && <CallOneForm agents={agents} agent={agent} />
}

function CallOneForm({ agents, agent }: { agents: AnsweringAgent[]; agent: AnsweringAgent }) {
  const { user, engine, demoCaller } = useMe()
  const { place, isPlacing, failure } = useTalk()
  const [number, setNumber] = useState(demoCaller ?? '')
  const [asked, setAsked] = useState(false)
  const navigate = route.useNavigate()
  const acting = agent.caller === 'none' ? '' : number.trim()
  const isMissing = asked && acting === '' && agent.caller === 'required'

  const problem = isMissing ? 'Enter the number that you call from.' : isPlacing ? null : failure

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setAsked(true)
    const isComplete = acting !== '' || agent.caller !== 'required'
    if (isComplete && !isPlacing) place(agent, acting)
  }

  const field = {
    label: 'Number',
    description:
      agent.caller === 'required'
        ? 'The agent acts for this caller alone'
        : 'The agent acts for this caller, or for you',
    placeholder: '+55 11 99999-9999',
    value: number,
    error: isMissing,
    inputMode: 'tel',
    maxLength: 40,
    autoComplete: 'off',
  } as const
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <CallStrip
        name={agent.name}
        number={acting}
        agent={isPlacing ? 'ringing' : 'unplugged'}
        speaking={false}
        plugged={false}
      />
      <p>{describeEngine(engine)}</p>
      <Select
        label="Who answers"
        description={agent.about ?? 'Your agent, with the tools that it has'}
        data={agents.map((each) => ({ value: each.slug, label: each.name }))}
        value={agent.slug}
        allowDeselect={false}
        onChange={(value) => void navigate({ search: { agent: value ?? undefined }, replace: true })}
      />
      {/* Side by side: the list that opens below the field covers nothing that is wanted next. */}
      <div className={classes.row}>
        {agent.caller !== 'none' &&
          (user.role === 'admin' ? (
            <CallerField {...field} onChange={setNumber} />
          ) : (
            <TextInput {...field} onChange={(event) => setNumber(event.currentTarget.value)} />
          ))}
        <ActButton type="submit" isBusy={isPlacing} leftSection={<PhoneIcon size={16} />}>
          Call
        </ActButton>
      </div>
      {problem !== null && <AlertLine>{problem}</AlertLine>}
      {engine.ears === null && <EarsHint />}
    </form>
  )
}

interface CallerFieldProps {
  label: string
  description: string
  placeholder: string
  value: string
  error: boolean
  inputMode: 'tel'
  maxLength: number
  autoComplete: string
  onChange: (number: string) => void
}

/** Any number, and the club's callers to choose from: by number or by name. */
function CallerField({ value, ...props }: CallerFieldProps) {
  // Without the list the field takes numbers all the same, so a failure to fetch it is no error here.
  const { data } = useQuery(callersQuery)
  const names = new Map(data?.callers.map(({ phone, name }) => [phone, name]))
  const isOneOfThem = names.has(value)
  return (
    <Autocomplete
      {...props}
      value={value}
      data={[...names.keys()]}
      openOnFocus={false}
      // With a caller chosen, opening the list is to choose another one.
      filter={({ options, search }) =>
        options.filter((option) => {
          // The list has no groups.
          const { value: phone } = option as ComboboxItem
          const wanted = search.trim().toLowerCase()
          return isOneOfThem || phone.includes(wanted) || names.get(phone)?.toLowerCase().includes(wanted)
        })
      }
      renderOption={({ option }) => (
        <span className={classes.caller}>
          {names.get(option.value)} <span className={classes.phone}>{option.value}</span>
        </span>
      )}
    />
  )
}
