import { Button, Checkbox, Select } from '@mantine/core'
import type { ServerTool } from '@patchbay/contract'
import { toolClass } from '@patchbay/contract'
import { useState } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import rows from '../../../ui/rows.module.css'
import { WideTable } from '../../../ui/wide-table.tsx'
import { StatusMark } from '../../../ui/status-mark.tsx'
import { useReviewTools, useSetTools } from '../api.ts'
import { ReviewToolDialog } from './review-tool-dialog.tsx'
import { ToolDialog } from './tool-dialog.tsx'

const classWords = { read: 'read', write: 'write', dangerous: 'dangerous', unclassified: 'not known' }

/** A server's tools: what they may do, what waits for a look, and a way to try each. */
export function ToolTable({ serverId, tools }: { serverId: number; tools: readonly ServerTool[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<string | null>(null)
  const [reviewed, setReviewed] = useState<string | null>(null)
  const set = useSetTools(serverId)
  const review = useReviewTools(serverId)
  const notice = useNotice()
  const present = tools.filter(({ state }) => state !== 'gone')
  const held = present.filter(({ state }) => state !== 'approved')
  const find = (name: string | null) => tools.find((tool) => tool.name === name)

  function choose(name: string, isChosen: boolean): void {
    const next = new Set(chosen)
    if (isChosen) next.add(name)
    else next.delete(name)
    setChosen(next)
  }

  return (
    <>
      {held.length > 0 && (
        <p className={rows.status}>
          {held.length === 1 ? 'One tool is new or has changed' : `${held.length} tools are new or have changed`}, and
          held until you have looked.
        </p>
      )}
      {chosen.size > 0 && (
        <div className={rows.buttons}>
          <span>{chosen.size} chosen. They</span>
          {toolClass.options.map((one) => (
            <Button
              key={one}
              size="compact-sm"
              variant="default"
              onClick={() =>
                set.mutate(
                  { names: [...chosen], set: { toolClass: one } },
                  { onSuccess: () => notice.done(`${chosen.size} tools are set to “${classWords[one]}”.`) },
                )
              }
            >
              {classWords[one]}
            </Button>
          ))}
        </div>
      )}
      {(set.error ?? review.error) && <AlertLine>{(set.error ?? review.error)?.message}</AlertLine>}
      <WideTable label="Tools">
        <thead>
          <tr>
            <th scope="col">
              <Checkbox
                aria-label="Choose all tools"
                checked={chosen.size > 0 && chosen.size === present.length}
                indeterminate={chosen.size > 0 && chosen.size < present.length}
                onChange={(event) =>
                  setChosen(new Set(event.currentTarget.checked ? present.map(({ name }) => name) : []))
                }
              />
            </th>
            <th scope="col">Name</th>
            <th scope="col">Class</th>
            <th scope="col">State</th>
            <th scope="col">Tokens</th>
            <th scope="col">Try</th>
          </tr>
        </thead>
        <tbody>
          {present.map((tool) => (
            <tr key={tool.name}>
              <td>
                <Checkbox
                  aria-label={`Choose ${tool.name}`}
                  checked={chosen.has(tool.name)}
                  onChange={(event) => choose(tool.name, event.currentTarget.checked)}
                />
              </td>
              <th scope="row">
                <code>{tool.name}</code>
                <div className={rows.dim}>{tool.description}</div>
                {tool.flags.map((flag) => (
                  <StatusMark key={flag} tone="waiting">
                    {flag}
                  </StatusMark>
                ))}
              </th>
              <td>
                <Select
                  aria-label={`Class of ${tool.name}`}
                  size="xs"
                  w={128}
                  allowDeselect={false}
                  data={toolClass.options.map((value) => ({ value, label: classWords[value] }))}
                  value={tool.toolClass}
                  onChange={(value) => {
                    const { data } = toolClass.safeParse(value)
                    if (data) set.mutate({ names: [tool.name], set: { toolClass: data } })
                  }}
                />
                <span className={rows.dim}>{tool.classBy === 'person' ? 'set' : 'proposed'}</span>
              </td>
              <td>
                {tool.state === 'approved' ? (
                  <StatusMark tone="good">approved</StatusMark>
                ) : (
                  <>
                    <StatusMark tone="waiting">{tool.state}</StatusMark>
                    <Button size="compact-sm" variant="default" onClick={() => setReviewed(tool.name)}>
                      Review {tool.name}
                    </Button>
                  </>
                )}
              </td>
              <td className={rows.number}>{tool.schemaTokens}</td>
              <td>
                <Button size="compact-sm" variant="default" onClick={() => setOpened(tool.name)}>
                  Open {tool.name}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      <ToolDialog serverId={serverId} tool={find(opened)} onClose={() => setOpened(null)} />
      <ReviewToolDialog
        tool={find(reviewed)}
        onClose={() => setReviewed(null)}
        isBusy={review.isPending}
        onApprove={(name) =>
          review.mutate([name], {
            onSuccess: () => {
              notice.done(`“${name}” is approved as it is now.`)
              setReviewed(null)
            },
          })
        }
      />
    </>
  )
}
