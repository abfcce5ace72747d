/** The ways to break a rule stay true: their texts are in the code, and the page knows the rules. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rules } from './rules.ts'
import { tabRules } from './tab-rules.ts'

const page = readFileSync('docs/rules.md', 'utf8')

describe.each([...rules, ...tabRules].map((rule) => [rule.id, rule] as const))(
  'rule %s',
  (id, rule) => {
    it.each(rule.breaks.map((given) => [given.without, given] as const))(
      'can still be broken: without %s',
      (_, { file, find }) => {
        expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2)
      },
    )

    it('names tests that are there', () => {
      const texts = rule.tests.map((path) => readFileSync(path, 'utf8'))
      expect(texts.join('\n')).toMatch(new RegExp(rule.named))
    })

    it('is on the page, with what was broken', () => {
      expect(page).toContain(`| ${id} | ${rule.says} |`)
      for (const { without } of rule.breaks) expect(page).toContain(`without ${without}: `)
      expect(page).not.toMatch(/: 0 red/)
    })
  },
)
