import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Petrol: from tint to shade; 6 and darker carry white text at 4.5:1 and more. */
const petrol: MantineColorsTuple = [
  ...(['#e3f5f8', '#c9e8ee', '#9bd2de', '#67b9cb', '#3d9fb4', '#1d879e'] as const),
  ...(['#0b7285', '#0a6374', '#085261', '#06404c'] as const),
];

/** The library's own dark greys are brown beside petrol. */
const dark: MantineColorsTuple = [
  ...(['#e3eaed', '#c3ced3', '#a9b7bf', '#6b7a82', '#3f4d54', '#303c42'] as const),
  ...(['#243036', '#1a2226', '#12181b', '#0d1214'] as const),
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 6 },
  colors: { petrol, dark },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } } },
  components: {
    Badge: { styles: { root: { textTransform: 'none', fontWeight: 600, flex: 'none' } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } } },
    // A dialog's header is not one of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
    // Where the library would put the focus a menu may have nothing; on its first item it is at home.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Tooltip: {
      defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true, multiline: true, maw: 320 },
    },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] } },
  },
});

/** The library's own greys and reds are too pale for 4.5:1 on these grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f8f9',
    '--mantine-color-dimmed': '#526069',
    '--mantine-color-placeholder': '#66737b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-yellow-light-color': '#7a4b00',
    '--mantine-color-teal-light-color': '#075e49',
    '--mantine-color-blue-light-color': '#0b5394',
    '--mantine-color-red-light-color': '#a3160f',
    '--mantine-color-gray-light-color': '#414b52',
    '--ctci-surface': '#ffffff',
    '--ctci-line': '#dde4e8',
    '--ctci-hover': '#eef4f6',
  },
  dark: {
    '--mantine-color-body': '#12181b',
    '--mantine-color-dimmed': '#a9b7bf',
    '--mantine-color-placeholder': '#93a1a9',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#67b9cb',
    '--ctci-surface': '#1a2226',
    '--ctci-line': '#303c42',
    '--ctci-hover': '#222c31',
  },
});
