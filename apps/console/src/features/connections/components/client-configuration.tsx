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
import { localCommandQuery, takesSignInQuery } from '../api.ts'
import { clientNames, clients, isLocal, signsIn } from '../clients.ts'
import type { Client } from '../clients.ts'
import { listEndpoints } from '../endpoints.ts'
import type { Endpoint } from '../endpoints.ts'
import { writeConfiguration } from '../write-configuration.ts'
import { writeStdioConfiguration } from '../write-stdio-configuration.ts'
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

type Access = 'sign-in' | 'key' | 'stdio'

const accessNames: Record<Access, string> = {
  'sign-in': 'Sign-in',
  key: 'API key',
  stdio: 'Local program',
}

function Written({ client, endpoint }: { client: Client; endpoint: Endpoint }) {
  const { publicUrl, user } = useMe()
  const { with: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const [caller, setCaller] = useState('')
  const isNumber = phoneNumber.test(caller)
  const named = isNumber ? caller.trim() : ''
  const takesSignIn = useQuery(takesSignInQuery(endpoint.path))
  const canStart = isLocal(client) && endpoint.stdioName !== null && user.role === 'admin'
  const local = useQuery({ ...localCommandQuery, enabled: canStart })

  const ways: Access[] = [
    ...(signsIn[client] && takesSignIn.data === true ? (['sign-in'] as const) : []),
    'key',
    ...(canStart ? (['stdio'] as const) : []),
  ]
  const way = ways.find((each) => each === asked) ?? ways[0] ?? 'key'
  if (takesSignIn.isPending || (way === 'stdio' && local.isPending)) return <Lines count={4} />
  if (way === 'stdio' && local.isLoadingError)
    return <Failure what="The command" error={local.error} onRetry={() => void local.refetch()} />
  const { text, place, access, warning } =
    way === 'stdio' && isLocal(client) && local.data
      ? writeStdioConfiguration({ client, endpoint, local: local.data, caller: named })
      : writeConfiguration({
          client,
          endpoint,
          publicUrl,
          credential: way === 'key' ? 'key' : 'sign-in',
          caller: named,
        })

  return (
    <>
      {ways.length > 1 && (
        <SegmentedControl
          className={classes.credential}
          aria-label="How it is let in"
          data={ways.map((value) => ({ value, label: accessNames[value] }))}
          value={way}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, with: ways.find((each) => each === value) }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {endpoint.actsForCaller && way !== 'sign-in' && (
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
        {way === 'key' && (
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
