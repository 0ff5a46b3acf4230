import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { agentsQuery, offersQuery, useGiveServer } from '../agents/api.ts'
import { PatchBay } from './components/patch-bay.tsx'
import { CordTable } from './components/cord-table.tsx'
import classes from './page.module.css'

/** The map: agents on the left, servers and services on the right, a cord for everything that an agent was given. */
export function PatchBayPage() {
  const agents = useQuery(agentsQuery)
  const offers = useQuery(offersQuery)
  const give = useGiveServer()
  const failed = agents.isLoadingError ? agents : offers.isLoadingError ? offers : null
  return (
    <>
      <PageHeader title="Patch bay" />
      <div className={rows.body}>
        {failed && <Failure what="The patch bay" error={failed.error} onRetry={() => void failed.refetch()} />}
        {(agents.isPending || offers.isPending) && <Lines count={6} />}
        {agents.data && offers.data && (
          <>
            {agents.data.agents.length === 0 && (
              <p>
                No agents yet. Make the first one under <Link to="/agents">Agents</Link>, then draw a cord from it to
                what it may use.
              </p>
            )}
            <div className={classes.bay}>
              <PatchBay
                agents={agents.data.agents}
                servers={offers.data.servers}
                onCord={(agentId, serverId, isGiven) => give.mutate({ agentId, serverId, give: isGiven })}
              />
            </div>
            <CordTable
              agents={agents.data.agents}
              servers={offers.data.servers}
              onCord={(agentId, serverId, isGiven) => give.mutate({ agentId, serverId, give: isGiven })}
            />
          </>
        )}
      </div>
    </>
  )
}
