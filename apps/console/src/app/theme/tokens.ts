import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'

// Every colour of the console: a warm neutral family, one accent, four status colours.
// Contrast on the page and on a panel is 4.5:1 or better for text and 3:1 or better for marks (WCAG 2.2 AA).

/** Paper and ink, light to dark. */
export const stone: MantineColorsTuple = [
  '#faf8f5',
  '#f4f1ec',
  '#e9e5de',
  '#dad5cb',
  '#c2bcb0',
  '#9d968a',
  '#79736a',
  '#5d5850',
  '#3b3833',
  '#1c1b18',
]

/** Mantine's dark surfaces: index 0 is text, 7 the body. */
export const graphite: MantineColorsTuple = [
  '#eceae4',
  '#d0ccc3',
  '#a8a398',
  '#7d786e',
  '#4c4943',
  '#393732',
  '#272622',
  '#141412',
  '#0f0f0d',
  '#0a0a09',
]

/** The patch cord: ultramarine. */
export const cord: MantineColorsTuple = [
  '#eef0ff',
  '#dde1ff',
  '#bcc3ff',
  '#9ea7ff',
  '#7d87f5',
  '#5f69ea',
  '#4550de',
  '#3340d3',
  '#2833b3',
  '#1f288d',
]

/** For what cannot be undone: the status colour "bad" where Mantine takes a filled colour from (shades 7 and 3). */
export const fuse: MantineColorsTuple = [
  '#fdefed',
  '#fadbd7',
  '#f7b1aa',
  '#ff8a80',
  '#e9645a',
  '#d9473d',
  '#c7342a',
  '#b3271f',
  '#931d16',
  '#741510',
]

const light = {
  '--pb-page': '#f6f4f0',
  '--pb-panel': '#fffefc',
  '--pb-well': '#f0ede7',
  '--pb-hover': '#efece6',
  '--pb-hairline': '#dfdad1',
  '--pb-outline': '#8d867a',
  '--pb-ink': '#1c1b18',
  '--pb-dim': '#625d54',
  '--pb-accent': '#3340d3',
  '--pb-on-accent': '#ffffff',
  '--pb-accent-wash': '#e9ebff',
  '--pb-good': '#1b7543',
  '--pb-bad': '#b3271f',
  '--pb-waiting': '#8a5f00',
  '--pb-idle': '#77716a',
  '--pb-shadow': '0 1px 0 #ffffff inset, 0 12px 32px -16px rgb(40 34 20 / 24%)',
}

const dark = {
  '--pb-page': '#141412',
  '--pb-panel': '#1b1b18',
  '--pb-well': '#10100e',
  '--pb-hover': '#23221f',
  '--pb-hairline': '#302f2a',
  '--pb-outline': '#7d786e',
  '--pb-ink': '#eceae4',
  '--pb-dim': '#a8a398',
  '--pb-accent': '#9ea7ff',
  '--pb-on-accent': '#12132b',
  '--pb-accent-wash': '#23264a',
  '--pb-good': '#62c98c',
  '--pb-bad': '#ff8a80',
  '--pb-waiting': '#e3bb51',
  '--pb-idle': '#928d83',
  '--pb-shadow': '0 1px 0 #2a2925 inset, 0 16px 40px -16px rgb(0 0 0 / 80%)',
} satisfies Record<keyof typeof light, string>

/** Mantine's own variables, pointed at ours, so that its components and our CSS take the same colours. */
const mantine = {
  '--mantine-color-body': 'var(--pb-page)',
  '--mantine-color-text': 'var(--pb-ink)',
  '--mantine-color-bright': 'var(--pb-ink)',
  '--mantine-color-dimmed': 'var(--pb-dim)',
  '--mantine-color-placeholder': 'var(--pb-dim)',
  '--mantine-color-anchor': 'var(--pb-accent)',
  '--mantine-color-error': 'var(--pb-bad)',
  '--mantine-color-default': 'var(--pb-panel)',
  '--mantine-color-default-hover': 'var(--pb-hover)',
  '--mantine-color-default-color': 'var(--pb-ink)',
  '--mantine-color-default-border': 'var(--pb-hairline)',
  '--mantine-primary-color-filled': 'var(--pb-accent)',
  '--mantine-primary-color-filled-hover': 'color-mix(in oklab, var(--pb-accent) 88%, var(--pb-ink))',
  '--mantine-primary-color-contrast': 'var(--pb-on-accent)',
}

/** Gives the tokens above to the page as CSS variables (`--pb-…`), per colour scheme. */
export const resolveTokens: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...light, ...mantine },
  dark: { ...dark, ...mantine },
})
