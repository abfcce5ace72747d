/**
 * Tests of a team's own components, from the packed tarball: React 19 in jsdom, and React 18 in
 * `npm run test:long -- packages`. Uses the registry.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Manifest, manifestOf, type Project, tarball } from './project.ts'

const { devDependencies } = manifestOf('.') as Manifest & {
  readonly devDependencies: Readonly<Record<string, string>>
}
const testingLibrary = [
  `@testing-library/react@${devDependencies['@testing-library/react']}`,
  '@testing-library/dom@10.4.1',
  'jsdom@26.1.0',
]

const versions = [
  ['18', '18.3.1'],
  ['19', devDependencies['react']],
] as const
const isLong = process.env['PACKAGE_INSTALLS'] === '1'

describe.each(versions.filter(([major]) => isLong === (major === '18')))(
  'tests of components with React %s',
  (major, version) => {
    let project: Project
    let printed: string

    beforeAll(async () => {
      project = createProject({ fixture: 'testing' })
      await project.install(`react@${version}`, `react-dom@${version}`, ...testingLibrary, tarball)
      printed = await project.run('node', 'use.js')
    })
    afterAll(() => project.remove())

    it('see balances move and commands arrive, and React prints nothing', () => {
      expect(printed.trim().split('\n')).toEqual([
        `react ${major}`,
        'at first 0.00 streaming',
        'after 10 s 1.00 streaming',
        'after 20 s 2.00 settled',
        'paused 2.00',
        'connections 0',
        'printed 0',
      ])
    })
  },
)

describe.skipIf(isLong)('the testing entry without Testing Library and React', () => {
  let project: Project

  beforeAll(async () => {
    project = createProject()
    await project.install(tarball)
  })
  afterAll(() => project.remove())

  it('has virtual time, and names Testing Library where it is missing', async () => {
    const program = `
      const { installFakeTime } = await import('streamgauge/testing')
      const time = installFakeTime({ nowMs: 0 })
      await time.advance(5)
      console.log(time.nowMs())
      await import('streamgauge/testing/react').catch((error) => console.log(error.message))
    `
    const printed = await project.run('node', '--input-type=module', '--eval', program)
    expect(printed).toMatch(/^5\nCannot find package '(@testing-library\/react|react)'/)
  })
})
