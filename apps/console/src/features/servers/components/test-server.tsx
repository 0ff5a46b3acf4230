import { ActButton } from '../../../ui/act-button.tsx'
import { Jack } from '../../../ui/jack.tsx'
import rows from '../../../ui/rows.module.css'
import { useTestServer } from '../api.ts'

const stageWords = {
  address: 'Address',
  start: 'Started',
  connect: 'Reached',
  initialize: 'Introduced',
  list: 'Tools listed',
}

/** Tries a connection and shows each stage, and at which it failed. */
export function TestServer({ id }: { id: number }) {
  const test = useTestServer(id)
  const { data } = test
  return (
    <>
      <ActButton variant="default" isBusy={test.isPending} onClick={() => test.mutate()}>
        Test
      </ActButton>
      <output>
        {test.isPending && 'Trying …'}
        {test.isError && test.error.message}
        {data && (
          <>
            {data.status === 'connected'
              ? `It works: ${data.tools_count} tools, protocol ${data.protocol_version}.`
              : data.error}
            <ol className={rows.buttons} style={{ listStyle: 'none', padding: 0 }}>
              {data.stages.map(({ stage, ms }) => (
                <li key={stage} className={rows.status}>
                  <Jack tone={data.status === 'error' && stage === data.stage ? 'bad' : 'good'} plugged size={12} />
                  {stageWords[stage]} {Math.round(ms)} ms
                </li>
              ))}
            </ol>
          </>
        )}
      </output>
    </>
  )
}
