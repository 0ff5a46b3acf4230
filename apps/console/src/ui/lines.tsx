import { Skeleton, VisuallyHidden } from '@mantine/core'
import classes from './lines.module.css'

/** Stands where rows will be, the first time they are fetched; never over rows that are there. */
export function Lines({ count }: { count: number }) {
  return (
    <div className={classes.lines}>
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: count }, (_, at) => (
        <Skeleton key={at} height={16} width={`${90 - ((at * 37) % 40)}%`} animate={false} />
      ))}
    </div>
  )
}
