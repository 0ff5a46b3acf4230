import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { sport as sportSchema } from '@patchbay/contract'
import type { ClubSession } from '@patchbay/contract'
import { ChevronLeftIcon, ChevronRightIcon } from '../../ui/icons.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useMe } from '../../app/signed-in-user.ts'
import { formatDate } from '../../format/time.ts'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useNow } from '../../ui/use-now.ts'
import { weekQuery } from './api.ts'
import { arrangeWeek } from './arrange-week.ts'
import { SessionDialog } from './components/session-dialog.tsx'
import { WeekList } from './components/week-list.tsx'
import { WeekTable } from './components/week-table.tsx'
import classes from './page.module.css'
import { addDays } from './week-days.ts'

const route = getRouteApi('/signed-in/bookings')

/** The club's week for its staff: what is on, who comes, and booking and cancelling by hand. */
export function BookingsPage() {
  const { user } = useMe()
  if (user.role === 'admin') return <Week />
  return (
    <>
      <PageHeader title="Bookings" />
      <p className={classes.body}>
        Bookings are for the club’s staff. Ask an administrator of this Patchbay for the role.
      </p>
    </>
  )
}

function Week() {
  const { from, sport } = route.useSearch()
  const navigate = route.useNavigate()
  const week = useQuery(weekQuery(from))
  const arranged = useMemo(() => (week.data ? arrangeWeek(week.data, sport) : null), [week.data, sport])
  // The id stays while the dialog fades away.
  const [sessionId, setSessionId] = useState<number | null>(null)
  const [opening, setOpening] = useState(0)
  const [dialogOpen, dialog] = useDisclosure(false)
  const now = useNow(60_000)
  // Seven columns beside the rail; on anything narrower the days stand one below the other.
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false })

  const show = (search: { from: string | undefined; sport: Sport | undefined }, replace = false) =>
    void navigate({
      search: { ...(search.from ? { from: search.from } : {}), ...(search.sport ? { sport: search.sport } : {}) },
      replace,
    })
  const shownFrom = week.data?.from
  const View = isWide ? WeekTable : WeekList

  return (
    <>
      <PageHeader title="Bookings">
        {week.data && <span className={classes.range}>{describeRange(week.data)}</span>}
        <div className={classes.weeks}>
          <ActionIcon
            variant="default"
            aria-label="Previous week"
            disabled={shownFrom === undefined}
            onClick={() => shownFrom && show({ from: addDays(from ?? shownFrom, -7), sport })}
          >
            <ChevronLeftIcon size={16} />
          </ActionIcon>
          <Button variant="default" size="xs" h={32} onClick={() => show({ from: undefined, sport })}>
            This week
          </Button>
          <ActionIcon
            variant="default"
            aria-label="Next week"
            disabled={shownFrom === undefined}
            onClick={() => shownFrom && show({ from: addDays(from ?? shownFrom, 7), sport })}
          >
            <ChevronRightIcon size={16} />
          </ActionIcon>
        </div>
        <SegmentedControl
          aria-label="Sport"
          data={[
            { value: 'all', label: 'All' },
            { value: 'surf', label: 'Surf' },
            { value: 'tennis', label: 'Tennis' },
          ]}
          value={sport ?? 'all'}
          onChange={(value) => show({ from, sport: sportSchema.safeParse(value).data }, true)}
        />
      </PageHeader>
      <div className={classes.body} aria-busy={week.isPlaceholderData}>
        {week.isPending && <Lines count={10} />}
        {week.isLoadingError && <Failure what="The week" error={week.error} onRetry={() => void week.refetch()} />}
        {week.data && arranged && (
          <>
            {arranged.times.length === 0 && (
              <p className={classes.empty}>
                Nothing is on in this week{sport ? `, in ${sport} at least` : ''}. Sessions are planned three weeks
                ahead.
              </p>
            )}
            {arranged.times.length > 0 && (
              <View
                week={week.data}
                arranged={arranged}
                now={now}
                onOpen={(session) => {
                  setSessionId(session.session_id)
                  setOpening((count) => count + 1)
                  dialog.open()
                }}
              />
            )}
            <SessionDialog
              week={week.data}
              sessionId={sessionId}
              opening={opening}
              opened={dialogOpen}
              now={now}
              onClose={dialog.close}
            />
          </>
        )}
      </div>
    </>
  )
}

type Sport = ClubSession['sport']

function describeRange({ from, to }: { from: string; to: string }): string {
  const day = { day: 'numeric', month: 'short' } as const
  return `${formatDate(from, day)} – ${formatDate(to, { ...day, year: 'numeric' })}`
}
