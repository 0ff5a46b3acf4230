import type { ReactNode } from 'react'

interface IconProps {
  /** Width and height, in px. */
  size: number
  className?: string | undefined
}

export type Icon = (props: IconProps) => ReactNode

/** Line drawings on a grid of 24, one weight, in the colour of the text beside them, which says what they mean. */
function icon(drawing: ReactNode): Icon {
  return ({ size, className }) => (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      {drawing}
    </svg>
  )
}

const handset = <path d="M7 4 4.5 6.5C4 14 10 20 17.5 19.5L20 17l-4-4-2.5 2c-2-1-3.5-2.5-4.5-4.5L11 8z" />
const capsule = (
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </>
)
const cone = <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />

export const ArrowLeftIcon = icon(<path d="M19 12H5m6-6-6 6 6 6" />)
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7" />)
export const ChevronDownIcon = icon(<path d="m6 9 6 6 6-6" />)
export const ChevronLeftIcon = icon(<path d="m15 6-6 6 6 6" />)
export const ChevronRightIcon = icon(<path d="m9 6 6 6-6 6" />)
export const CopyIcon = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M5.5 15H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v.5" />
  </>,
)
export const MicrophoneIcon = icon(capsule)
export const MicrophoneOffIcon = icon(
  <>
    {capsule}
    <path d="m4 4 16 16" />
  </>,
)
export const PhoneIcon = icon(handset)
export const PhoneOffIcon = icon(
  <>
    {handset}
    <path d="m4 20 16-16" />
  </>,
)
export const SoundIcon = icon(
  <>
    {cone}
    <path d="M15.5 9a4.2 4.2 0 0 1 0 6m2.5-8.5a7.8 7.8 0 0 1 0 11" />
  </>,
)
export const SoundOffIcon = icon(
  <>
    {cone}
    <path d="m16 10 4 4m0-4-4 4" />
  </>,
)
export const TennisIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M6 6.2c3.2 3.4 3.2 8.2 0 11.6M18 6.2c-3.2 3.4-3.2 8.2 0 11.6" />
  </>,
)
export const WavesIcon = icon(
  <path d="M3 8c3-2.5 6-2.5 9 0s6 2.5 9 0M3 13c3-2.5 6-2.5 9 0s6 2.5 9 0M3 18c3-2.5 6-2.5 9 0s6 2.5 9 0" />,
)
