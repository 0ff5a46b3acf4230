import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet, useParams } from '@tanstack/react-router'
import { PageHeader } from '../../ui/page-header.tsx'
import { callsQuery, toolCallsQuery } from './api.ts'
import { CallList } from './components/call-list.tsx'
import { FirstCall } from './components/first-call.tsx'
import classes from './page.module.css'

export { CallTimeline } from './components/call-timeline.tsx'
export { ToolCallFeed } from './components/tool-call-feed.tsx'

const route = getRouteApi('/signed-in/calls')

/** The calls on the left; on the right every tool call as it comes, or the timeline of one call. */
export function CallsPage() {
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  const { callId } = useParams({ strict: false })
  const calls = useInfiniteQuery(callsQuery)
  const toolCalls = useInfiniteQuery(toolCallsQuery)

  const nothingYet = calls.data?.pages[0]?.calls.length === 0 && toolCalls.data?.pages[0]?.toolCalls.length === 0
  if (nothingYet && callId === undefined) {
    return (
      <>
        <PageHeader title="Calls" />
        <FirstCall />
      </>
    )
  }

  // On a narrow screen one of the three parts is shown; page.module.css does it by this.
  const shown = callId !== undefined ? 'call' : (show ?? 'calls')
  return (
    <>
      <PageHeader title="Calls">
        {callId === undefined && (
          <SegmentedControl
            className={classes.show ?? ''}
            aria-label="Show"
            data={[
              { value: 'calls', label: 'Calls' },
              { value: 'tool-calls', label: 'Tool calls' },
            ]}
            value={show ?? 'calls'}
            onChange={(value) =>
              void navigate({ search: value === 'tool-calls' ? { show: value } : {}, replace: true })
            }
          />
        )}
      </PageHeader>
      <div className={classes.columns} data-shown={shown}>
        <section className={classes.list} aria-label="Calls">
          <CallList />
        </section>
        <div className={classes.detail}>
          <Outlet />
        </div>
      </div>
    </>
  )
}
