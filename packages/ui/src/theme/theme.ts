import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Brand colour. Shade 6 is the token `#0F6E74`: white on it has a contrast of 5.9. */
const petrol: MantineColorsTuple = [
  '#e9f5f5',
  '#d3e9ea',
  '#a8d4d6',
  '#7abec2',
  '#4fa8ad',
  '#2c8b91',
  '#0f6e74',
  '#0c5b60',
  '#09484c',
  '#063437',
];

/** Waiting, attention. Only ink stands on it; as text it needs shade 8 or darker on paper. */
const amber: MantineColorsTuple = [
  '#fdf5e6',
  '#fae9cb',
  '#f5d596',
  '#f0c262',
  '#ecb144',
  '#e9a23b',
  '#d18a1f',
  '#a86c14',
  '#80520f',
  '#59390a',
];

/** Talking, ready. The token `#2E8B57` is shade 5 (marks and rings); text and buttons use 6, where white has a contrast of 5.6. */
const green: MantineColorsTuple = [
  '#e8f5ee',
  '#d2eadd',
  '#a6d6bb',
  '#78c198',
  '#4fa878',
  '#2e8b57',
  '#257649',
  '#1e613c',
  '#174b2f',
  '#103621',
];

/** Ending, errors. */
const red: MantineColorsTuple = [
  '#fcecea',
  '#f8d8d5',
  '#f0b0ab',
  '#e78880',
  '#d9655b',
  '#c8453b',
  '#b93c33',
  '#9a3029',
  '#7a2620',
  '#5a1b17',
];

/** Ink, from text to paper: the neutral scale of both themes. */
const ink: MantineColorsTuple = [
  '#f7f8fa',
  '#eef0f4',
  '#dfe3ea',
  '#c6cdd9',
  '#9aa5b8',
  '#66738c',
  '#4c5972',
  '#33405b',
  '#14213d',
  '#0d1730',
];

/** Surfaces and text of the dark theme, mixed from ink. */
const dark: MantineColorsTuple = [
  '#e6eaf2',
  '#c3ccdb',
  '#a3aec2',
  '#74819a',
  '#35435f',
  '#27344f',
  '#1b2740',
  '#121c31',
  '#0d1628',
  '#080f1e',
];

/** Centralino's one look: see `theme.css` for the surfaces that go with it. */
export const centralinoTheme = createTheme({
  colors: { petrol, amber, green, red, ink, gray: ink, dark },
  primaryColor: 'petrol',
  primaryShade: 6,
  black: '#14213d',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.43', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '999px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.25rem' }, h3: { fontSize: '1rem' } } },
  components: {
    InputWrapper: { styles: { label: { marginBottom: 4 } } },
    // A link in a sentence is told from the words around it by more than its colour (WCAG 1.4.1).
    Anchor: { defaultProps: { underline: 'always' } },
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 400,
        events: { hover: true, focus: true, touch: false },
        transitionProps: { duration: 120 },
      },
    },
    Modal: {
      styles: { title: { fontSize: '1rem', fontWeight: 650 } },
      defaultProps: { transitionProps: { duration: 150 }, overlayProps: { backgroundOpacity: 0.45 } },
    },
  },
});
