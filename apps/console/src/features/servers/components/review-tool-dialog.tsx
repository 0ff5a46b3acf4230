import { Button, Modal } from '@mantine/core'
import type { ServerTool } from '@patchbay/contract'
import { ActButton } from '../../../ui/act-button.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { diffLines } from '../diff-lines.ts'
import classes from './review-tool-dialog.module.css'

export interface ReviewToolDialogProps {
  tool: ServerTool | undefined
  isBusy: boolean
  onClose: () => void
  onApprove: (name: string) => void
}

const marks = { both: ' ', before: '−', after: '+' }
const words = { both: '', before: 'was: ', after: 'is now: ' }

/** What a tool was when it was approved, beside what it is now. */
export function ReviewToolDialog({ tool, isBusy, onClose, onApprove }: ReviewToolDialogProps) {
  return (
    <Modal
      opened={tool !== undefined}
      onClose={onClose}
      title={tool && `Review ${tool.name}`}
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {tool && (
        <>
          <p>
            {tool.state === 'changed'
              ? 'Its server has changed this tool since you approved it. A model reads what is here.'
              : 'Its server has this tool since you added it. A model reads what is here.'}
          </p>
          <pre className={classes.diff}>
            {diffLines(definitionOf(tool.approvedDefinition), definitionOf(tool)).map((line, at) => (
              <div key={at} data-in={line.in}>
                <span aria-label={words[line.in]}>{marks[line.in]}</span> {line.text}
              </div>
            ))}
          </pre>
          <DialogActions>
            <Button variant="default" onClick={onClose} data-autofocus>
              Keep it held
            </Button>
            <ActButton isBusy={isBusy} onClick={() => onApprove(tool.name)}>
              Approve
            </ActButton>
          </DialogActions>
        </>
      )}
    </Modal>
  )
}

/** What a model is given of a tool, as lines. */
function definitionOf(tool: { [member: string]: unknown } | null): string {
  if (!tool) return ''
  const { name, title, description, inputSchema } = tool
  return JSON.stringify({ name, ...(title ? { title } : {}), description, inputSchema }, null, 2)
}
