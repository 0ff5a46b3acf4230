import { Button } from '@mantine/core'
import type { user } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type * as z from 'zod'
import { useNotice } from '../../../app/notice.tsx'
import { useMe } from '../../../app/signed-in-user.ts'
import { formatMoment } from '../../../format/time.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import rows from '../../../ui/rows.module.css'
import { WideTable } from '../../../ui/wide-table.tsx'
import { useChangeRole, usersQuery } from '../api.ts'
import { DeleteUserDialog } from './delete-user-dialog.tsx'

type User = z.infer<typeof user>

/** Everybody who has an account. The first user stays an admin, so that there is always one. */
export function UserList() {
  const users = useQuery(usersQuery)
  const { user: me } = useMe()
  const changeRole = useChangeRole()
  const notice = useNotice()
  const [deleting, setDeleting] = useState<User | null>(null)
  const all = users.data?.users ?? []
  const firstId = all[0]?.id

  function change({ id, name, role }: User) {
    const other = role === 'admin' ? 'member' : 'admin'
    changeRole.mutate(
      { id, role: other },
      {
        onSuccess: () => notice.done(`${name} is ${other} now.`),
        onError: (error) => notice.failed(`${name} is still ${role}. ${error.message}`),
      },
    )
  }

  if (users.isPending) return <Lines count={3} />
  if (users.isLoadingError) return <Failure what="The users" error={users.error} onRetry={() => void users.refetch()} />
  return (
    <>
      <WideTable label="Users">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Since</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.name}
                {one.id === me.id && ' (you)'}
              </th>
              <td>{one.role}</td>
              <td className={rows.number}>{formatMoment(one.createdAt)}</td>
              <td>
                {one.id === firstId ? (
                  <span className={rows.dim}>The first user stays an admin</span>
                ) : (
                  <span className={rows.address}>
                    <ActButton
                      variant="default"
                      size="compact-md"
                      isBusy={changeRole.isPending}
                      aria-label={`Make ${one.name} ${one.role === 'admin' ? 'a member' : 'an admin'}`}
                      onClick={() => change(one)}
                    >
                      Make {one.role === 'admin' ? 'member' : 'admin'}
                    </ActButton>
                    <Button
                      variant="default"
                      size="compact-md"
                      aria-label={`Delete ${one.name}`}
                      onClick={() => setDeleting(one)}
                    >
                      Delete
                    </Button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      {deleting && <DeleteUserDialog user={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}
