import { Button, Code } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { BarePage } from '../ui/bare-page.tsx'
import { RequestError } from './request.ts'

/** What is shown instead of a page that could not be drawn or loaded, with the ways out. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  async function tryAgain() {
    await router.invalidate()
    reset()
  }
  return (
    <BarePage title="This page could not be shown">
      {error instanceof RequestError ? (
        <p>{error.message}</p>
      ) : (
        <>
          <p>
            The console made a mistake; the gateway and its calls go on. Try again, or reload the page. If it comes
            back, report it with this text:
          </p>
          <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        </>
      )}
      <p>
        <Button onClick={() => void tryAgain()}>Try again</Button>
      </p>
    </BarePage>
  )
}
