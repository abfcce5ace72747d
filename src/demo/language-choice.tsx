/** A menu of languages, each in its own language. */
import { useId } from 'react'
import type { LanguageTag } from '../messages/index.ts'
import { usePageMessages } from './page-language.tsx'

const names: { readonly [Tag in LanguageTag]: string } = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  'pt-BR': 'Português',
  ja: '日本語',
  'zh-Hans': '简体中文',
  ar: 'العربية',
}

const isLanguage = (text: string): text is LanguageTag => Object.hasOwn(names, text)

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
        {Object.entries(names).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
