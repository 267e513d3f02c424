import {
  ActionIcon, Anchor, Button, createTheme, type CSSVariablesResolver, Drawer, InputWrapper, type MantineColorsTuple, Menu, Modal, Paper, Tabs, Tooltip,
} from '@mantine/core'

const pine: MantineColorsTuple = ['#edf7f3', '#d8ece4', '#b2dacb', '#86c6af', '#5db094', '#3b977a', '#217f65', '#12664f', '#0c523f', '#083f31']
const amber: MantineColorsTuple = ['#fef6e3', '#fbe9bf', '#f6d588', '#f2c159', '#e3a933', '#c78c17', '#a06c0b', '#815508', '#674408', '#4d3306']
const brick: MantineColorsTuple = ['#fdf1ef', '#fadcd7', '#f3b7ae', '#eb9083', '#e06b5b', '#cf4c3b', '#b8392a', '#9b2c1f', '#7e2419', '#611c14']
const slate: MantineColorsTuple = ['#eff4f9', '#dbe6f0', '#b6cde1', '#8db1d0', '#6797bf', '#4a7fac', '#376a96', '#2b567c', '#234664', '#1b374e']
const gray: MantineColorsTuple = ['#f7f8f7', '#eff1f0', '#e3e7e5', '#d3d8d5', '#b3bab7', '#8b9590', '#606b66', '#47504c', '#2d3431', '#171c1a']
const dark: MantineColorsTuple = ['#dbe1de', '#b9c2be', '#96a19c', '#67726d', '#414a46', '#313935', '#272e2b', '#1b211e', '#151a18', '#0e1211']

/** Dark greens and warm neutrals: calm enough to look at figures all day. Every pair of text and ground has a contrast of at least 4.5. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, amber, brick, slate, gray, dark, red: brick, yellow: amber, blue: slate, green: pine, teal: pine },
  black: '#171c1a',
  autoContrast: true,
  fontFamily: '"Inter Variable", -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.84375rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '620',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '9px', lg: '14px', xl: '24px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    InputWrapper: InputWrapper.extend({ defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } }),
    Modal: Modal.extend({ defaultProps: { centered: false, radius: 'md', overlayProps: { backgroundOpacity: 0.35 } } }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', radius: 'md' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'md', withBorder: true } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } }),
  },
})

/** Grounds and lines of our own, beside Mantine's. */
export const variables: CSSVariablesResolver = (theme) => ({
  variables: { '--figures': '"tnum" 1, "cv11" 1, "ss03" 1' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': theme.colors['gray']![6],
    '--mantine-color-placeholder': '#6d7873',
    '--mantine-color-error': theme.colors['brick']![6],
    '--mantine-color-anchor': theme.colors['pine']![7],
    '--mantine-color-default-border': theme.colors['gray']![3],
    '--ground': '#f5f7f6',
    '--line': theme.colors['gray']![2],
    '--hover': '#f1f5f3',
    '--chosen': theme.colors['pine']![0],
    '--chosen-text': theme.colors['pine']![8],
    '--paid': theme.colors['pine']![7],
  },
  dark: {
    '--mantine-color-dimmed': theme.colors['dark']![2],
    '--mantine-color-placeholder': '#8a958f',
    '--mantine-color-error': theme.colors['brick']![3],
    '--mantine-color-anchor': theme.colors['pine']![3],
    '--mantine-color-default-border': theme.colors['dark']![4],
    '--ground': theme.colors['dark']![8],
    '--line': theme.colors['dark']![5],
    '--hover': '#212825',
    '--chosen': '#1c3a31',
    '--chosen-text': theme.colors['pine']![1],
    '--paid': theme.colors['pine']![3],
  },
})
