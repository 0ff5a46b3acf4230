import { Button, Code } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { BarePage } from '../ui/bare-page.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import classes from './page-error.module.css'
import { RequestError } from './request.ts'

const TITLE = 'This page could not be shown'

/** Stands for the whole console where not even its frame could be drawn. */
export function PageError({ error }: ErrorComponentProps) {
  return (
    <BarePage title={TITLE}>
      <WaysOut error={error} />
    </BarePage>
  )
}

/** Stands for one page, inside the frame. */
export function PageErrorInShell({ error }: ErrorComponentProps) {
  return (
    <>
      <PageHeader title={TITLE} />
      <div className={classes.body}>
        <WaysOut error={error} />
      </div>
    </>
  )
}

function WaysOut({ error }: { error: unknown }) {
  return (
    <>
      {error instanceof RequestError ? (
        <p>{error.message}</p>
      ) : (
        <>
          <p>
            The console made a mistake; the gateway and its calls go on. Try again. If it comes back, report it with
            this text:
          </p>
          <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        </>
      )}
      <p>
        {/* A load and not a new attempt in the same page, which may be older than the gateway. */}
        <Button onClick={() => location.reload()}>Try again</Button>
      </p>
    </>
  )
}
