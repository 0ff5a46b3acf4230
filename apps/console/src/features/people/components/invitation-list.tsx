import { useQuery } from '@tanstack/react-query'
import { useNotice } from '../../../app/notice.tsx'
import { formatMoment } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import rows from '../../../ui/rows.module.css'
import { WideTable } from '../../../ui/wide-table.tsx'
import { invitationsQuery, useWithdraw } from '../api.ts'

/** Invitations that wait to be used. */
export function InvitationList() {
  const invitations = useQuery(invitationsQuery)
  const withdraw = useWithdraw()
  const notice = useNotice()
  if (invitations.isPending) return <Lines count={1} />
  if (invitations.isLoadingError) {
    return <Failure what="The invitations" error={invitations.error} onRetry={() => void invitations.refetch()} />
  }
  const all = invitations.data.invitations
  if (all.length === 0) return <p className={rows.intro}>None waits to be used. “Invite” makes a link.</p>
  return (
    <WideTable label="Invitations">
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">Role</th>
          <th scope="col">From</th>
          <th scope="col">Until</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {all.map(({ id, note, role, invitedBy, expiresAt }) => (
          <tr key={id}>
            <th scope="row">{note}</th>
            <td>{role}</td>
            <td>{invitedBy}</td>
            <td className={rows.number}>{formatMoment(expiresAt)}</td>
            <td>
              <ActButton
                variant="default"
                size="compact-md"
                isBusy={withdraw.isPending}
                aria-label={`Withdraw the invitation of ${note}`}
                onClick={() =>
                  withdraw.mutate(id, {
                    onSuccess: () => notice.done(`The invitation of ${note} is withdrawn.`),
                    onError: (error) => notice.failed(error.message),
                  })
                }
              >
                Withdraw
              </ActButton>
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
