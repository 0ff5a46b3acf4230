import { useQuery } from '@tanstack/react-query'
import { useNotice } from '../../../app/notice.tsx'
import { formatMoment } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import rows from '../../../ui/rows.module.css'
import { WideTable } from '../../../ui/wide-table.tsx'
import { sessionsQuery, useEndSession } from '../api.ts'
import { describeBrowser } from '../describe-browser.ts'

const wayWords = { link: 'a link', password: 'password', provider: 'the provider' }

/** Browsers that are signed in, the latest first. */
export function SessionList({ isAdmin }: { isAdmin: boolean }) {
  const sessions = useQuery(sessionsQuery(isAdmin))
  const end = useEndSession()
  const notice = useNotice()
  if (sessions.isPending) return <Lines count={2} />
  if (sessions.isLoadingError) {
    return <Failure what="The sessions" error={sessions.error} onRetry={() => void sessions.refetch()} />
  }
  return (
    <WideTable label="Sessions">
      <thead>
        <tr>
          <th scope="col">Browser</th>
          {isAdmin && <th scope="col">User</th>}
          <th scope="col">Signed in by</th>
          <th scope="col">Since</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {sessions.data.sessions.map(({ id, user, way, userAgent, createdAt, current }) => (
          <tr key={id}>
            <th scope="row" title={userAgent ?? undefined}>
              {describeBrowser(userAgent)}
            </th>
            {isAdmin && <td>{user.name}</td>}
            <td>{wayWords[way]}</td>
            <td className={rows.number}>{formatMoment(createdAt)}</td>
            <td>
              {current ? (
                <span className={rows.dim}>This one</span>
              ) : (
                <ActButton
                  variant="default"
                  size="compact-md"
                  isBusy={end.isPending}
                  aria-label={`End the session of ${user.name} since ${formatMoment(createdAt)}`}
                  onClick={() =>
                    end.mutate(id, {
                      onSuccess: () => notice.done('The session is ended.'),
                      onError: (error) => notice.failed(error.message),
                    })
                  }
                >
                  End
                </ActButton>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
