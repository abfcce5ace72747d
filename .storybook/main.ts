/** Storybook's own configuration: where stories are and what surrounds them. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import { widgetIndexer, widgetStories } from './widget-stories.ts'

/** Tests run what is written; what is generated has its own suite, `npm run test:long -- screenshots`. */
const isTest = process.env['VITEST'] !== undefined

const icon = readFileSync(fileURLToPath(new URL('../src/demo/icon.svg', import.meta.url)), 'utf8')

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: [
    '../stories/**/*.mdx',
    '../stories/**/*.stories.tsx',
    ...(isTest ? [] : ['./widget-stories.ts']),
  ],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  staticDirs: [{ from: '../node_modules/inter-ui/variable-latin', to: '/fonts' }],
  managerHead: (head) => `${head}
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>
@font-face {
  font-family: "Inter";
  font-weight: 100 900;
  src: url("./fonts/InterVariable-subset.woff2") format("woff2");
}
</style>`,
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  features: {
    sidebarOnboardingChecklist: false,
    // Tools of no use here, whose room the clock and what surrounds a story need in a window of 1280 px.
    backgrounds: false,
    measure: false,
    outline: false,
  },
  typescript: { reactDocgen: false },
  experimental_indexers: async (existing = []) => [widgetIndexer, ...existing],
  viteFinal: (vite) => ({
    ...vite,
    plugins: [...(vite.plugins ?? []), widgetStories()],
    build: {
      ...vite.build,
      chunkSizeWarningLimit: 2_000,
    },
  }),
}

export default config
