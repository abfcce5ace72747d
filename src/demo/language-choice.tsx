/** A menu of languages, each in its own language. */
import { useId } from 'react'
import type { LanguageTag } from '../messages/index.ts'
import { languageNames } from './language-names.ts'
import { usePageMessages } from './page-language.tsx'

const isLanguage = (text: string): text is LanguageTag => Object.hasOwn(languageNames, text)

export function LanguageChoice(props: {
  language: LanguageTag
  onChange: (language: LanguageTag) => void
}) {
  const { language, onChange } = props
  const { page } = usePageMessages()
  const id = useId()
  return (
    <div className="language-choice">
      <label className="sg-visually-hidden" htmlFor={id}>
        {page.language}
      </label>
      <select
        id={id}
        className="sg-input sg-select"
        value={language}
        onChange={({ currentTarget: { value } }) => {
          if (isLanguage(value)) onChange(value)
        }}
      >
        {Object.entries(languageNames).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
