/** llms.txt and the skills, as assistants read them: complete, and true about the package. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import surface from './public-surface.json' with { type: 'json' }

const exported = new Set(Object.values(surface).flat())
const skills = globSync('skills/*/SKILL.md').sort()

/** A page and the targets of its links that are files. */
function deadLinks(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target) && !existsSync(join(dirname(page), target)))
}

describe('llms.txt', () => {
  const text = readFileSync('llms.txt', 'utf8')
  const links = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\): (.+)$/gm)]
  const targets = links.map(([, target = '']) => target)

  it('has the form of llmstxt.org: a title, a summary, sections of links with a line each', () => {
    expect(text).toMatch(/^# [^\n]+\n\n> [^\n]+\n\n/)
    const sections = text.split(/^## /m).slice(1)
    expect(sections.length).toBeGreaterThan(3)
    for (const section of sections) {
      const lines = section.split('\n').slice(1)
      expect(lines.filter((line) => line !== '' && !/^- \[.+\]\(.+\): .+$/.test(line))).toEqual([])
    }
  })

  it('leads to every guide and every skill, once', () => {
    const wanted = [...globSync('docs/*.md'), ...skills]
    expect(targets.filter((target) => wanted.includes(target)).sort()).toEqual(wanted.sort())
  })

  it('links to files that exist', () => {
    expect(deadLinks('llms.txt')).toEqual([])
  })
})

describe('the skills', () => {
  it('are six', () => {
    expect(skills).toHaveLength(6)
  })

  it.each(skills)('%s has a name, a description that says when, and links that exist', (path) => {
    const text = readFileSync(path, 'utf8')
    const [, name, description = ''] =
      /^---\nname: ([a-z-]+)\ndescription: (.+)\n---\n/.exec(text) ?? []
    expect(name).toBe(basename(dirname(path)))
    expect(description).toMatch(/\bUse (when|for)\b/)
    expect(description.length).toBeLessThan(1024)
    expect(text.split('\n').length).toBeLessThan(150)
    expect(deadLinks(path)).toEqual([])
  })

  it.each(skills)('%s names only what the package exports', (path) => {
    const text = readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
    const named = [...text.matchAll(/`<?((?:use|create|serve|sqlite|memory|[A-Z])\w+)[^`]*`/g)]
    expect(named.map(([, name = '']) => name).filter((name) => !isKnown(name))).toEqual([])
  })
})

/** Exported, or of the platform. */
function isKnown(name: string): boolean {
  return exported.has(name) || ['EventSource', 'Date', 'SIGTERM', 'URL'].includes(name)
}

describe('README', () => {
  it('leads to every guide in one step', () => {
    const text = readFileSync('README.md', 'utf8')
    expect(globSync('docs/*.md').filter((page) => !text.includes(`](${page})`))).toEqual([])
    expect(text).toContain('](docs/api/README.md)')
    expect(text).toContain('](llms.txt)')
  })
})
