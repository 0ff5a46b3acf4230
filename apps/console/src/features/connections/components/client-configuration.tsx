import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '../../../app/signed-in-user.ts'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { Command } from '../../../ui/command.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { agentsQuery, offersQuery } from '../../agents/api.ts'
import { takesSignInQuery } from '../api.ts'
import { clientNames, clients, signsIn } from '../clients.ts'
import type { Client } from '../clients.ts'
import { listEndpoints } from '../endpoints.ts'
import type { Endpoint } from '../endpoints.ts'
import { writeConfiguration } from '../write-configuration.ts'
import classes from './client-configuration.module.css'

const route = getRouteApi('/signed-in/connections')

/** Writes the configuration with which a client reaches an endpoint; the page's address holds what was chosen. */
export function ClientConfiguration() {
  const agents = useQuery(agentsQuery)
  const offers = useQuery(offersQuery)
  const { endpoint: endpointId = 'all', client = 'claude-code' } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = (chosen: { endpoint?: string; client?: Client }) =>
    void navigate({ search: (before) => ({ ...before, ...chosen }), replace: true, resetScroll: false })

  if (agents.isPending || offers.isPending) return <Lines count={4} />
  const failed = [agents, offers].find(({ isLoadingError }) => isLoadingError)
  if (failed?.error)
    return <Failure what="What there is to connect to" error={failed.error} onRetry={() => void failed.refetch()} />

  const endpoints = listEndpoints(agents.data?.agents ?? [], offers.data?.servers ?? [])
  const endpoint = endpoints.find(({ id }) => id === endpointId) ?? endpoints[0]
  if (!endpoint) return null
  return (
    <div className={classes.parts}>
      <div className={classes.choices}>
        <Select
          label="Client"
          data={clients.map((value) => ({ value, label: clientNames[value] }))}
          value={client}
          onChange={(value) => choose({ client: clients.find((known) => known === value) ?? client })}
        />
        <Select
          label="What it reaches"
          data={endpoints.map(({ id, label }) => ({ value: id, label }))}
          value={endpoint.id}
          onChange={(value) => choose({ endpoint: value ?? endpoint.id })}
        />
      </div>
      <Written key={endpoint.id} client={client} endpoint={endpoint} />
    </div>
  )
}

/** What a phone number is written with, so that nothing else gets into what is copied. */
const phoneNumber = /^\+?[\d ()-]{0,24}$/

function Written({ client, endpoint }: { client: Client; endpoint: Endpoint }) {
  const { publicUrl } = useMe()
  const { with: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const [caller, setCaller] = useState('')
  const isNumber = phoneNumber.test(caller)
  const takesSignIn = useQuery(takesSignInQuery(endpoint.path))
  const canSignIn = signsIn[client] && takesSignIn.data === true
  const credential = canSignIn ? (asked ?? 'sign-in') : 'key'
  const { text, place, access, warning } = writeConfiguration({
    client,
    endpoint,
    publicUrl,
    credential,
    caller: isNumber ? caller.trim() : '',
  })

  if (takesSignIn.isPending) return <Lines count={4} />
  return (
    <>
      {canSignIn && (
        <SegmentedControl
          className={classes.credential}
          aria-label="How it proves who it is"
          data={[
            { value: 'sign-in', label: 'Signs in by itself' },
            { value: 'key', label: 'Shows an API key' },
          ]}
          value={credential}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, with: value === 'key' ? 'key' : 'sign-in' }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {endpoint.actsForCaller && credential === 'key' && (
        <TextInput
          label="Caller"
          description="For whom the tools act. Without one, only what concerns no member works"
          placeholder="+5511999999999"
          type="tel"
          value={caller}
          onChange={(event) => setCaller(event.currentTarget.value)}
          error={isNumber ? null : 'Write a phone number with its country code, such as +5511999999999'}
          autoComplete="off"
          maxLength={24}
        />
      )}
      <p>{place}</p>
      <Command label="Configuration">{text}</Command>
      <p className={classes.access}>
        {access}
        {credential === 'key' && (
          <>
            {' '}
            The key needs the scope <code>tools:call</code>
            {endpoint.actsForCaller && (
              <>
                , and <code>sessions:create</code> to name a caller
              </>
            )}
            ; “New key” makes one.
          </>
        )}
      </p>
      {warning !== null && <AlertLine>{warning}</AlertLine>}
    </>
  )
}
