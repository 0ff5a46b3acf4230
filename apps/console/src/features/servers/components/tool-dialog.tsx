import { Checkbox, JsonInput, Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { approvalSetting, type ServerTool } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import rows from '../../../ui/rows.module.css'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { useSetTools, useTryTool } from '../api.ts'
import { fieldsOf, valueOf } from '../schema-fields.ts'

/** One tool: its schema as a form to try it, and what is set for it. */
export function ToolDialog({
  serverId,
  tool,
  onClose,
}: {
  serverId: number
  tool: ServerTool | undefined
  onClose: () => void
}) {
  return (
    <Modal
      opened={tool !== undefined}
      onClose={onClose}
      title={tool?.name}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {tool && (
        <div className={rows.form}>
          <p className={rows.text}>{tool.description}</p>
          <SectionHeading>Try it</SectionHeading>
          <TryTool serverId={serverId} tool={tool} />
          <SectionHeading>Settings</SectionHeading>
          <ToolSettings serverId={serverId} tool={tool} />
          <SectionHeading>Schema</SectionHeading>
          <pre className={rows.text}>{JSON.stringify(tool.inputSchema, null, 2)}</pre>
        </div>
      )}
    </Modal>
  )
}

function TryTool({ serverId, tool }: { serverId: number; tool: ServerTool }) {
  const fields = fieldsOf(tool.inputSchema)
  const [texts, setTexts] = useState<Record<string, string>>({})
  const attempt = useTryTool(serverId)
  const set = (name: string, text: string) => setTexts({ ...texts, [name]: text })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const given = fields.flatMap((field) => {
      const value = valueOf(field, texts[field.name])
      return value === undefined ? [] : [[field.name, value] as const]
    })
    if (!attempt.isPending) attempt.mutate({ name: tool.name, arguments: Object.fromEntries(given) })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      {fields.length === 0 && <p className={rows.dim}>It takes no arguments.</p>}
      {fields.map(({ name, kind, description, required, options }) => {
        const common = { label: name, description, required, withAsterisk: required }
        if (kind === 'choice') {
          return (
            <Select
              key={name}
              {...common}
              data={options}
              value={texts[name] ?? null}
              onChange={(value) => set(name, value ?? '')}
              clearable
            />
          )
        }
        if (kind === 'truth') {
          return (
            <Checkbox
              key={name}
              label={name}
              description={description}
              checked={texts[name] === 'true'}
              onChange={(event) => set(name, String(event.currentTarget.checked))}
            />
          )
        }
        if (kind === 'json') {
          return (
            <JsonInput
              key={name}
              {...common}
              autosize
              minRows={2}
              value={texts[name] ?? ''}
              onChange={(value) => set(name, value)}
            />
          )
        }
        return (
          <TextInput
            key={name}
            {...common}
            value={texts[name] ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
            inputMode={kind === 'number' ? 'decimal' : 'text'}
          />
        )
      })}
      <DialogActions>
        <ActButton type="submit" isBusy={attempt.isPending}>
          Call {tool.name}
        </ActButton>
      </DialogActions>
      {attempt.isError && <AlertLine>{attempt.error.message}</AlertLine>}
      <output aria-label="Answer">
        {attempt.data && (
          <div className={rows.card}>
            {attempt.data.isError === true && <p>It was answered with an error:</p>}
            {attempt.data.content.map((block, at) => (
              <pre key={at} className={rows.text}>
                {block.text ?? JSON.stringify(block, null, 2)}
              </pre>
            ))}
          </div>
        )}
      </output>
    </form>
  )
}

function ToolSettings({ serverId, tool }: { serverId: number; tool: ServerTool }) {
  const save = useSetTools(serverId)
  const set = (change: Parameters<typeof save.mutate>[0]['set']) => save.mutate({ names: [tool.name], set: change })
  return (
    <>
      <div className={rows.pair}>
        <NumberInput
          label="An answer is given again for, in seconds"
          description="Of a read; 0 never"
          min={0}
          max={86_400}
          defaultValue={tool.cacheTtlS}
          onBlur={(event) => set({ cacheTtlS: Number(event.currentTarget.value) })}
        />
        <NumberInput
          label="Timeout, in seconds"
          description="The server's where empty"
          min={0.1}
          defaultValue={tool.timeoutMs === null ? '' : tool.timeoutMs / 1000}
          onBlur={(event) =>
            set({ timeoutMs: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) * 1000 })
          }
        />
        <Select
          label="Approval"
          data={[
            { value: 'agent', label: 'As server and agent say' },
            { value: 'never', label: 'Never' },
            { value: 'always', label: 'Always' },
          ]}
          allowDeselect={false}
          value={tool.approval}
          onChange={(value) => set({ approval: approvalSetting.catch('agent').parse(value) })}
        />
      </div>
      <Checkbox
        label="While its server is down, give its last answer, with the time of it"
        checked={tool.lastGood}
        onChange={(event) => set({ lastGood: event.currentTarget.checked })}
      />
      {save.isError && <AlertLine>{save.error.message}</AlertLine>}
    </>
  )
}
