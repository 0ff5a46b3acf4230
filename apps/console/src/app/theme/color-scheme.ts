import { localStorageColorSchemeManager } from '@mantine/core'

/** Keeps the reader's choice of light, dark or system. public/color-scheme.js reads the same key before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'patchbay.color-scheme' })
