import { useInfiniteQuery } from '@tanstack/react-query'
import { ActButton } from '../../../ui/act-button.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { callsQuery } from '../api.ts'
import { groupCalls } from '../group-calls.ts'
import { CallLink } from './call-link.tsx'

/** Every call, the live ones first. */
export function CallList() {
  const calls = useInfiniteQuery(callsQuery)
  const all = calls.data?.pages.flatMap((page) => page.calls) ?? []
  // A live call's length counts by the second; the names of the days change at midnight only.
  const now = useNow(all.some((call) => call.endedAt === null) ? 1_000 : 60_000)

  if (calls.isPending) return <Lines count={6} />
  if (calls.isLoadingError) return <Failure what="The calls" error={calls.error} onRetry={() => void calls.refetch()} />
  if (all.length === 0) return <p>No calls yet. A call begins when a voice agent opens a caller session.</p>
  return (
    <>
      {groupCalls(all, now).map(({ heading, calls: group }) => (
        <div key={heading}>
          <SectionHeading count={group.length}>{heading}</SectionHeading>
          <ul>
            {group.map((call) => (
              <li key={call.callId}>
                <CallLink call={call} now={now} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {calls.hasNextPage && (
        <ActButton
          variant="default"
          mt="sm"
          isBusy={calls.isFetchingNextPage}
          onClick={() => void calls.fetchNextPage()}
        >
          Show older calls
        </ActButton>
      )}
    </>
  )
}
