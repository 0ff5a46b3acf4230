import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMe } from '../../app/signed-in-user.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { AccountPart } from './components/account-part.tsx'
import { InvitationList } from './components/invitation-list.tsx'
import { InviteDialog } from './components/invite-dialog.tsx'
import { SessionList } from './components/session-list.tsx'
import { UserList } from './components/user-list.tsx'

/** One's own account and sessions; for an admin everybody's, and invitations. */
export function PeoplePage() {
  const isAdmin = useMe().user.role === 'admin'
  const [inviting, invite] = useDisclosure(false)
  return (
    <>
      <PageHeader title="People">{isAdmin && <Button onClick={invite.open}>Invite</Button>}</PageHeader>
      <div className={rows.body}>
        {isAdmin && (
          <>
            <SectionHeading>Users</SectionHeading>
            <p className={rows.intro}>
              A member has servers, agents, keys and calls of their own. An admin also sees to people, the club’s
              bookings and the machine.
            </p>
            <UserList />
            <SectionHeading>Invitations</SectionHeading>
            <InvitationList />
          </>
        )}
        <SectionHeading>Your account</SectionHeading>
        <AccountPart />
        <SectionHeading>Sessions</SectionHeading>
        <p className={rows.intro}>
          {isAdmin ? 'Browsers that are signed in, everybody’s.' : 'Browsers in which you are signed in.'} One that you
          end is signed out at once.
        </p>
        <SessionList isAdmin={isAdmin} />
      </div>
      <InviteDialog opened={inviting} onClose={invite.close} />
    </>
  )
}
