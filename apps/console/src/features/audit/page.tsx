import { Button, SegmentedControl } from '@mantine/core'
import type { ToolCallRecord } from '@patchbay/contract'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatAgo } from '../../format/time.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { AlertLine } from '../../ui/alert-line.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { WideTable } from '../../ui/wide-table.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { StatusMark } from '../../ui/status-mark.tsx'
import { useNow } from '../../ui/use-now.ts'
import { auditQuery, openEndsQuery, useSettle } from './api.ts'

const tones = { info: 'idle', notice: 'waiting', warning: 'bad' } as const

/** What was done to the configuration, what looked suspicious, and calls whose end is still open. */
export function AuditPage() {
  const [type, setType] = useState<'' | 'security'>('')
  const events = useInfiniteQuery(auditQuery(type))
  const ends = useQuery(openEndsQuery)
  const now = useNow(30_000)
  const all = events.data?.pages.flatMap((page) => page.events) ?? []
  return (
    <>
      <PageHeader title="Audit" />
      <div className={rows.body}>
        <OpenEnds title="Nobody knows whether it was done" calls={ends.data?.unknown ?? []} now={now} settles />
        <OpenEnds title="Results that nobody has heard" calls={ends.data?.unheard ?? []} now={now} />
        <SectionHeading>Changes</SectionHeading>
        <SegmentedControl
          aria-label="Which events"
          value={type}
          onChange={(value) => setType(value === 'security' ? 'security' : '')}
          data={[
            { value: '', label: 'Everything' },
            { value: 'security', label: 'Suspicious' },
          ]}
        />
        {events.isPending && <Lines count={6} />}
        {events.isLoadingError && (
          <Failure what="The audit" error={events.error} onRetry={() => void events.refetch()} />
        )}
        {events.isSuccess && all.length === 0 && <p>Nothing yet. Whatever is changed here is written down.</p>}
        {all.length > 0 && (
          <WideTable label="Events">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
              </tr>
            </thead>
            <tbody>
              {all.map((event) => (
                <tr key={event.id}>
                  <td className={rows.number}>{formatAgo(event.at, now)}</td>
                  <td>
                    <StatusMark tone={tones[event.severity]}>{event.type}</StatusMark>
                    <div>{event.sentence}</div>
                  </td>
                  <td>{event.actor}</td>
                </tr>
              ))}
            </tbody>
          </WideTable>
        )}
        {events.hasNextPage && (
          <Button variant="default" onClick={() => void events.fetchNextPage()}>
            Older
          </Button>
        )}
      </div>
    </>
  )
}

function OpenEnds({
  title,
  calls,
  now,
  settles = false,
}: {
  title: string
  calls: ToolCallRecord[]
  now: Date
  settles?: boolean
}) {
  const settle = useSettle()
  if (calls.length === 0) return null
  return (
    <section>
      <SectionHeading count={calls.length}>{title}</SectionHeading>
      <ul className={rows.list}>
        {calls.map((call) => (
          <li key={call.id} className={rows.card}>
            <p className={rows.text}>
              {call.tool} of {call.server}, {formatAgo(call.startedAt, now)}, by {call.askedBy}
            </p>
            <code>{JSON.stringify(call.arguments)}</code>
            {call.resultText !== null && <p className={rows.text}>{call.resultText}</p>}
            {settles && (
              <div className={rows.buttons}>
                <ActButton
                  variant="default"
                  isBusy={settle.isPending}
                  onClick={() => settle.mutate({ id: call.id, happened: true })}
                >
                  It was done
                </ActButton>
                <ActButton
                  variant="default"
                  isBusy={settle.isPending}
                  onClick={() => settle.mutate({ id: call.id, happened: false })}
                >
                  It was not done
                </ActButton>
              </div>
            )}
          </li>
        ))}
      </ul>
      {settle.isError && <AlertLine>{settle.error.message}</AlertLine>}
    </section>
  )
}
