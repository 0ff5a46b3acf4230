import { Button } from '@mantine/core'
import type { ButtonProps } from '@mantine/core'
import type { ComponentPropsWithoutRef } from 'react'

export type ActButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> & {
    /** What it started is not done yet. */
    isBusy: boolean
  }

/**
 * A button that waits for an answer. While it does, it takes no clicks but keeps the focus, which a disabled button
 * loses: whoever uses the keyboard can try again when the answer is an error.
 */
export function ActButton({ isBusy, onClick, ...props }: ActButtonProps) {
  return (
    <Button
      {...props}
      aria-busy={isBusy}
      aria-disabled={isBusy}
      onClick={(event) => {
        if (isBusy) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}
