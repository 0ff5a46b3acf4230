import { Button } from '@mantine/core'
import type { Approval } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { formatAgo } from '../../format/time.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { AlertLine } from '../../ui/alert-line.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { WideTable } from '../../ui/wide-table.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { StatusMark } from '../../ui/status-mark.tsx'
import { useNow } from '../../ui/use-now.ts'
import { approvalsQuery, useDecide } from './api.ts'

const whyWords = {
  policy: 'the agent asks before it changes something',
  setting: 'this tool always asks',
  dangerous: 'what it does cannot be taken back',
  untrusted_output: 'the conversation has read what a server said that nobody vouches for',
}

const stateWords = {
  pending: 'waits',
  approved: 'yes',
  denied: 'no',
  expired: 'nobody answered',
  used: 'yes, and done',
}

/** Tool calls that wait for a yes, and those that did. */
export function ApprovalsPage() {
  const found = useQuery(approvalsQuery)
  const now = useNow(1_000)
  const all = found.data?.approvals ?? []
  const isOpen = (one: Approval) => one.state === 'pending' && new Date(one.expiresAt) > now
  const open = all.filter(isOpen)
  const past = all.filter((one) => !isOpen(one))
  return (
    <>
      <PageHeader title="Approvals" />
      <div className={rows.body}>
        <p className={rows.intro}>
          While this console is open, calls that need a yes wait here for it. A yes is good once, for these arguments;
          silence is a no.
        </p>
        {found.isPending && <Lines count={4} />}
        {found.isLoadingError && (
          <Failure what="The approvals" error={found.error} onRetry={() => void found.refetch()} />
        )}
        {found.isSuccess && open.length === 0 && <p>Nothing waits.</p>}
        <ul className={rows.list} aria-label="Waiting">
          {open.map((one) => (
            <Waiting key={one.id} approval={one} now={now} />
          ))}
        </ul>
        {past.length > 0 && (
          <>
            <SectionHeading>Before</SectionHeading>
            <WideTable label="Before">
              <thead>
                <tr>
                  <th scope="col">Asked</th>
                  <th scope="col">What</th>
                  <th scope="col">Answer</th>
                  <th scope="col">When</th>
                </tr>
              </thead>
              <tbody>
                {past.map((one) => (
                  <tr key={one.id}>
                    <td>{one.askedBy}</td>
                    <td>{one.say}</td>
                    <td>
                      <StatusMark tone={one.state === 'used' || one.state === 'approved' ? 'good' : 'bad'}>
                        {stateWords[one.state === 'pending' ? 'expired' : one.state]}
                        {one.decidedBy === null ? '' : `, ${one.decidedBy}`}
                      </StatusMark>
                    </td>
                    <td className={rows.number}>{formatAgo(one.createdAt, now)}</td>
                  </tr>
                ))}
              </tbody>
            </WideTable>
          </>
        )}
      </div>
    </>
  )
}

function Waiting({ approval, now }: { approval: Approval; now: Date }) {
  const decide = useDecide()
  const left = Math.max(0, Math.round((Date.parse(approval.expiresAt) - now.getTime()) / 1000))
  return (
    <li className={rows.card}>
      <p className={rows.text}>{approval.say}</p>
      <Facts
        facts={[
          ['Asked by', approval.askedBy],
          ['For', approval.callerPhone],
          ['Tool', `${approval.tool} of ${approval.server}`],
          ['Because', whyWords[approval.why]],
          ['Arguments', <code key="arguments">{JSON.stringify(approval.arguments)}</code>],
          ['Time left', `${left} s`],
        ]}
      />
      {decide.isError && <AlertLine>{decide.error.message}</AlertLine>}
      <div className={rows.buttons}>
        <ActButton isBusy={decide.isPending} onClick={() => decide.mutate({ id: approval.id, approve: true })}>
          Approve
        </ActButton>
        <Button
          variant="default"
          disabled={decide.isPending}
          onClick={() => decide.mutate({ id: approval.id, approve: false })}
        >
          Deny
        </Button>
      </div>
    </li>
  )
}
