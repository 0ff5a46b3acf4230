import { formatMoment } from '../../../format/time.ts'
import { Facts } from '../../../ui/facts.tsx'
import { ScrollText } from '../../../ui/scroll-text.tsx'
import { formatResult } from '../format-arguments.ts'
import type { ShownToolCall } from '../shown-tool-call.ts'
import classes from './tool-call-details.module.css'

/** Everything that is known of one tool call. */
export function ToolCallDetails({ toolCall }: { toolCall: ShownToolCall }) {
  const { error, resultText, outcome } = toolCall
  return (
    <div className={classes.details}>
      <Block title="Arguments" text={JSON.stringify(toolCall.arguments, null, 2)} />
      {resultText !== null && <Block title="Result" text={formatResult(resultText)} />}
      {error !== null && error !== resultText && <Block title="Error" text={error} />}
      {outcome !== null && <Block title="Outcome" text={JSON.stringify(outcome, null, 2)} />}
      <Facts
        facts={[
          ['Asked by', toolCall.askedBy ?? null],
          ['Caller', toolCall.callerPhone ?? null],
          ['Kind of tool', toolCall.toolClass ?? null],
          ['Started', formatMoment(toolCall.startedAt)],
          ['Ended', toolCall.endedAt === null ? null : formatMoment(toolCall.endedAt)],
          ['Id', toolCall.id],
        ]}
      />
    </div>
  )
}

function Block({ title, text }: { title: string; text: string }) {
  return (
    <figure>
      <figcaption className={classes.title}>{title}</figcaption>
      <div className={classes.text}>
        <ScrollText label={title} wrap>
          {text}
        </ScrollText>
      </div>
    </figure>
  )
}
