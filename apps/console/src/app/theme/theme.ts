import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  Modal,
  SegmentedControl,
  Select,
  PasswordInput,
  TextInput,
} from '@mantine/core'
import controls from './controls.module.css'
import { cord, fuse, graphite, stone } from './tokens.ts'

// No web fonts: the console loads nothing from another host, and the system's own face is drawn best.
const sans = `ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif`
const mono = `ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace`

const field = { classNames: { label: controls.label ?? '', input: controls.input ?? '', error: controls.error ?? '' } }

// In its place and not at the body's end: a screen reader sees nothing outside of an open dialog.
const comboboxProps = { shadow: 'xl', withinPortal: false }

// Mantine draws a dialog's head as `<header>`, which counts as the page's banner where the dialog hangs in the body.
const dialogAttributes = { header: { role: 'presentation' } }

/** The console's look: every size, family and component default. Colours are in tokens.ts. */
export const theme = createTheme({
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.5', md: '1.55', lg: '1.5', xl: '1.4' },
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  // The 8 px grid.
  spacing: { xs: '0.5rem', sm: '1rem', md: '1.5rem', lg: '2rem', xl: '3rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  shadows: { xl: 'var(--pb-shadow)' },
  colors: { gray: stone, dark: graphite, red: fuse, cord },
  black: stone[9],
  primaryColor: 'cord',
  primaryShade: { light: 7, dark: 3 },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { variant: 'filled' }, classNames: { root: controls.button ?? '' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 32 } }),
    Checkbox: Checkbox.extend({
      classNames: {
        input: controls.checkbox ?? '',
        icon: controls.checkboxIcon ?? '',
        description: controls.description ?? '',
      },
    }),
    TextInput: TextInput.extend(field),
    PasswordInput: PasswordInput.extend(field),
    Autocomplete: Autocomplete.extend({
      defaultProps: { comboboxProps },
      classNames: { ...field.classNames, dropdown: controls.dropdown ?? '' },
    }),
    Select: Select.extend({
      defaultProps: {
        allowDeselect: false,
        checkIconPosition: 'right',
        comboboxProps,
      },
      classNames: { ...field.classNames, dropdown: controls.dropdown ?? '' },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs', transitionDuration: 150 },
      classNames: {
        root: controls.switch ?? '',
        indicator: controls.switchIndicator ?? '',
        label: controls.switchLabel ?? '',
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        attributes: dialogAttributes,
        size: 480,
        padding: 'md',
        shadow: 'xl',
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 120, transition: 'fade' },
      },
      classNames: {
        content: controls.sheet ?? '',
        header: controls.sheetHeader ?? '',
        title: controls.sheetTitle ?? '',
        body: controls.sheetBody ?? '',
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: { attributes: dialogAttributes, size: 280, padding: 'md', transitionProps: { duration: 160 } },
      classNames: { content: controls.drawer ?? '', header: controls.drawerHeader ?? '' },
    }),
  },
})
