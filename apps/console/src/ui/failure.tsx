import { Button } from '@mantine/core'
import classes from './failure.module.css'
import { Jack } from './jack.tsx'

export interface FailureProps {
  /** What is not here, for instance "The calls". */
  what: string
  error: Error
  onRetry: () => void
}

/** Stands where something could not be loaded, with the reason and the way out. */
export function Failure({ what, error, onRetry }: FailureProps) {
  return (
    <div role="alert" className={classes.failure}>
      <Jack tone="bad" />
      <div>
        <p className={classes.what}>{what} could not be loaded.</p>
        <p className={classes.why}>{error.message}</p>
        <Button variant="default" size="compact-md" onClick={onRetry}>
          Try again
        </Button>
      </div>
    </div>
  )
}
