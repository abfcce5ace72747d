/** Storybook's own configuration: where stories are and what surrounds them. */
import type { StorybookConfig } from '@storybook/react-vite'
import { widgetIndexer, widgetStories } from './widget-stories.ts'

/** Tests run what is written; what is generated has its own suite, `npm run test:long -- screenshots`. */
const isTest = process.env['VITEST'] !== undefined

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: [
    '../stories/**/*.mdx',
    '../stories/**/*.stories.tsx',
    ...(isTest ? [] : ['./widget-stories.ts']),
  ],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  features: { sidebarOnboardingChecklist: false },
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
