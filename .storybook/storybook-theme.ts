/** How Storybook itself looks: the colours and the font of the kit, light and dark. Its parser has no `oklch()`. */
import { create, type ThemeVars } from 'storybook/theming/create'

export type ThemeName = 'light' | 'dark'

const shared = {
  brandTitle: 'Streamgauge',
  brandTarget: '_self',
  fontBase: '"Inter", system-ui, sans-serif',
  fontCode: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  appBorderRadius: 10,
  inputBorderRadius: 6,
}

export const storybookThemes: Readonly<Record<ThemeName, ThemeVars>> = {
  light: create({
    ...shared,
    base: 'light',
    colorPrimary: '#006da3',
    colorSecondary: '#006da3',
    appBg: '#f6f8f9',
    appContentBg: '#ffffff',
    appPreviewBg: '#ffffff',
    appBorderColor: '#e2e6e9',
    textColor: '#161c21',
    textMutedColor: '#55606a',
    barBg: '#ffffff',
    barTextColor: '#55606a',
    barHoverColor: '#006da3',
    barSelectedColor: '#006da3',
    inputBorder: '#d3d9de',
    inputTextColor: '#161c21',
  }),
  dark: create({
    ...shared,
    base: 'dark',
    colorPrimary: '#5fb8ea',
    colorSecondary: '#2f93cc',
    appBg: '#0f1317',
    appContentBg: '#13181d',
    appPreviewBg: '#13181d',
    appBorderColor: '#272e35',
    textColor: '#eceff2',
    textMutedColor: '#a1abb4',
    barBg: '#13181d',
    barTextColor: '#a1abb4',
    barHoverColor: '#5fb8ea',
    barSelectedColor: '#5fb8ea',
    inputBg: '#0f1317',
    inputBorder: '#333b43',
    inputTextColor: '#eceff2',
  }),
}
