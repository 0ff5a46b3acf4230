import { systemStatus } from '@patchbay/contract'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '../../app/request.ts'
import { useMe } from '../../app/signed-in-user.ts'
import { Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import type { JackTone } from '../../ui/jack.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { WideTable } from '../../ui/wide-table.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { StatusMark } from '../../ui/status-mark.tsx'
import { metricsQuery, serversQuery } from '../servers/api.ts'
import { reasonOf, toneOf, wordsOf } from '../servers/status-words.ts'
import { describeVoice } from './describe-voice.ts'

const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => request('/api/status', systemStatus, { signal }),
  refetchInterval: 15_000,
})

/** Green online and connected, red disconnected and error, yellow ready, grey where nothing is set up. */
const tones: Record<string, JackTone> = {
  online: 'good',
  connected: 'good',
  disconnected: 'bad',
  error: 'bad',
  ready: 'waiting',
}

/** How everything stands, and how much there is to do. */
export function StatusPage() {
  const status = useQuery(statusQuery)
  const servers = useQuery(serversQuery)
  const metrics = useQuery(metricsQuery)
  const { engine } = useMe()
  const mark = (word: string) => <StatusMark tone={tones[word] ?? 'idle'}>{word.replaceAll('_', ' ')}</StatusMark>
  return (
    <>
      <PageHeader title="Status" />
      <div className={rows.body}>
        {status.isPending && <Lines count={4} />}
        {status.isLoadingError && (
          <Failure what="The status" error={status.error} onRetry={() => void status.refetch()} />
        )}
        {status.data && (
          <>
            <SectionHeading>Gateway</SectionHeading>
            <Facts
              facts={[
                ['MCP', mark(status.data.mcp)],
                ['OpenAI', mark(status.data.openai)],
                ['LiveKit', mark(status.data.livekit)],
                ['Store answers in', status.data.latency],
                ['Engine', [engine.brain, engine.voice ?? 'no voice', engine.ears ?? 'no ears'].join(', ')],
                ['Voice', describeVoice(status.data.voice)],
              ]}
            />
          </>
        )}
        <SectionHeading count={servers.data?.length ?? 0}>Servers</SectionHeading>
        {servers.data?.length === 0 && <p>No servers yet. Add the first one under Servers.</p>}
        {servers.data && servers.data.length > 0 && (
          <WideTable label="Servers">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Status</th>
                <th scope="col">Time, last hour</th>
                <th scope="col">Errors</th>
                <th scope="col">Waiting</th>
                <th scope="col">Memory</th>
              </tr>
            </thead>
            <tbody>
              {servers.data.map((server) => {
                const numbers = metrics.data?.servers.find(({ serverId }) => serverId === server.id)
                const minutes = numbers?.minutes ?? []
                const calls = minutes.reduce((sum, minute) => sum + minute.calls, 0)
                const totalMs = minutes.reduce((sum, minute) => sum + minute.totalMs, 0)
                const mean = calls === 0 ? '–' : `${Math.round(totalMs / calls)} ms`
                return (
                  <tr key={server.id}>
                    <th scope="row">{server.name}</th>
                    <td>
                      <StatusMark tone={toneOf(server.connectionStatus, server.isActive)}>{wordsOf(server)}</StatusMark>
                      {reasonOf(server) !== null && <div className={rows.dim}>{reasonOf(server)}</div>}
                    </td>
                    <td className={rows.number}>
                      {mean}
                      {minutes.length > 1 && (
                        <Sparkline
                          values={minutes.map((minute) => (minute.calls === 0 ? 0 : minute.totalMs / minute.calls))}
                          label={`Mean time of a call in the last hour: ${mean}`}
                        />
                      )}
                    </td>
                    <td className={rows.number}>{minutes.reduce((sum, minute) => sum + minute.errors, 0)}</td>
                    <td className={rows.number}>{numbers?.queued ?? 0}</td>
                    <td className={rows.number}>
                      {numbers?.memoryBytes === null || numbers === undefined
                        ? '–'
                        : `${Math.round(numbers.memoryBytes / 1024 / 1024)} MB`}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </WideTable>
        )}
      </div>
    </>
  )
}
