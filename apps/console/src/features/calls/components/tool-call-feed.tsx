import { VisuallyHidden } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { toolCallsQuery } from '../api.ts'
import { useToolCallAnnouncement } from '../use-tool-call-announcement.ts'
import { ToolCallItem } from './tool-call-item.tsx'

/** Every tool call as it comes, newest first, inside a call or not. */
export function ToolCallFeed() {
  const toolCalls = useInfiniteQuery(toolCallsQuery)
  const all = toolCalls.data?.pages.flatMap((page) => page.toolCalls) ?? []
  const announcement = useToolCallAnnouncement(all)
  const [openedAt] = useState(() => Date.now())

  return (
    <section aria-label="Tool calls">
      <VisuallyHidden component="output">{announcement}</VisuallyHidden>
      <SectionHeading>Tool calls</SectionHeading>
      {toolCalls.isPending && <Lines count={8} />}
      {toolCalls.isLoadingError && (
        <Failure what="The tool calls" error={toolCalls.error} onRetry={() => void toolCalls.refetch()} />
      )}
      {toolCalls.isSuccess && all.length === 0 && <p>No tool calls yet. They show up here as they come.</p>}
      <ol aria-label="Tool calls">
        {all.map((toolCall) => (
          <ToolCallItem
            key={toolCall.id}
            toolCall={toolCall}
            isNew={Date.parse(toolCall.startedAt) > openedAt}
            context={
              toolCall.callId === null ? (
                `${toolCall.askedBy}, outside a call`
              ) : (
                <Link to="/calls/$callId" params={{ callId: toolCall.callId }}>
                  {toolCall.callerPhone ?? 'Unknown number'}
                </Link>
              )
            }
          />
        ))}
      </ol>
      {toolCalls.hasNextPage && (
        <ActButton
          variant="default"
          mt="sm"
          isBusy={toolCalls.isFetchingNextPage}
          onClick={() => void toolCalls.fetchNextPage()}
        >
          Show older tool calls
        </ActButton>
      )}
    </section>
  )
}
