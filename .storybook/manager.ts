/** The window around the stories: its name, and the clock in the toolbar. */
import { createElement } from 'react'
import { addons, types } from 'storybook/manager-api'
import { ClockTool } from './clock-tool.ts'
import { storybookThemes } from './storybook-theme.ts'

// The window follows the system; the toolbar's theme is that of what is shown in it.
const isDark = matchMedia('(prefers-color-scheme: dark)').matches
addons.setConfig({
  theme: storybookThemes[isDark ? 'dark' : 'light'],
  layoutCustomisations: {
    // Its controls and interactions; below other stories it would be empty, and take half of the window.
    showPanel: ({ storyId = '' }, isShown) =>
      /--playground$|^interactions--|^controls--/.test(storyId) && isShown,
  },
})

addons.register('streamgauge', () => {
  addons.add('streamgauge/clock', {
    type: types.TOOL,
    title: 'Time in the story',
    match: ({ viewMode }) => viewMode === 'story',
    render: () => createElement(ClockTool),
  })
})
