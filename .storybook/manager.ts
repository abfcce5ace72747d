/** The window around the stories: its name, and the clock in the toolbar. */
import { createElement } from 'react'
import { addons, types } from 'storybook/manager-api'
import { create } from 'storybook/theming/create'
import { ClockTool } from './clock-tool.ts'

addons.setConfig({
  theme: create({ base: 'light', brandTitle: 'Streamgauge', brandTarget: '_self' }),
})

addons.register('streamgauge', () => {
  addons.add('streamgauge/clock', {
    type: types.TOOL,
    title: 'Time in the story',
    match: ({ viewMode }) => viewMode === 'story',
    render: () => createElement(ClockTool),
  })
})
