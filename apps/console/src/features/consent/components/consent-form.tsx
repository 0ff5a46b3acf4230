import { Radio, Stack } from '@mantine/core'
import type { ConsentAnswer, ConsentRequest } from '@patchbay/contract'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { scopeWords } from '../scope-words.ts'
import classes from './consent-form.module.css'

/** Stands for everything that the user has connected. */
const EVERYTHING = 'everything'

export interface ConsentFormProps {
  asked: ConsentRequest
  userName: string
  isAnswering: boolean
  error: Error | null
  onAnswer: (answer: ConsentAnswer) => void
}

/** Says who asks for what, and has the person pick what they get. */
export function ConsentForm({ asked, userName, isAnswering, error, onAnswer }: ConsentFormProps) {
  const { choices } = asked
  // Where there is an agent, the choice is the person's.
  const [picked, setPicked] = useState<string | null>(choices?.length ? null : EVERYTHING)
  const [isMissing, setMissing] = useState(false)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setMissing(picked === null)
    if (picked === null || isAnswering) return
    onAnswer({ allow: true, agentId: picked === EVERYTHING ? null : Number(picked) })
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p>
          An application that calls itself <strong>{asked.clientName}</strong> wants to act for you, {userName}.
        </p>
        <Facts
          facts={[
            ['Sends you back to', <strong key="host">{asked.redirectHost}</strong>],
            ['Described by', asked.described === 'document' ? asked.clientId : 'itself: unverified'],
            ['Asks for', asked.resource],
          ]}
        />
        {asked.described === 'itself' && (
          <p className={classes.warning}>
            <strong>Unverified.</strong> Anybody can register an application under any name. Go on only if you have just
            begun this yourself, and you know {asked.redirectHost}.
          </p>
        )}
        <div>
          <h2 className={classes.heading}>It will be able to</h2>
          <ul className={classes.scopes}>
            {asked.scopes.map((scope) => (
              <li key={scope}>{scopeWords(scope)}</li>
            ))}
            <li>Stay connected until you disconnect it on Connections</li>
          </ul>
        </div>
        {choices !== null && (
          <Radio.Group
            label="Which tools it gets"
            value={picked}
            onChange={setPicked}
            error={isMissing && picked === null ? 'Pick what it gets.' : null}
          >
            <Stack gap="xs" mt="xs">
              {choices.map(({ agentId, name, toolCount }) => (
                <Radio
                  key={agentId}
                  value={String(agentId)}
                  label={name}
                  description={toolCount === 1 ? 'One tool' : `${toolCount} tools`}
                />
              ))}
              <Radio value={EVERYTHING} label="Everything" description="All tools that you have connected" />
            </Stack>
          </Radio.Group>
        )}
        {error && <AlertLine>{error.message}</AlertLine>}
        <DialogActions>
          <ActButton type="button" variant="default" isBusy={isAnswering} onClick={() => onAnswer({ allow: false })}>
            Deny
          </ActButton>
          <ActButton type="submit" isBusy={isAnswering}>
            Allow
          </ActButton>
        </DialogActions>
      </Stack>
    </form>
  )
}
