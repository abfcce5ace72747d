/**
 * The head of the page: the views, and what can be set on all of them. A view puts what only it has, such as the badge of
 * its connection, into the head with {@link HeadSlot}; what is the same on all views stays mounted, and keeps the focus,
 * when another view is shown. Where there is no room for the settings next to each
 * other, a button opens them.
 */
import { createContext, type ReactNode, useContext, useId, useState } from 'react'
import { createPortal } from 'react-dom'
import { Choice } from './choice.tsx'
import { applyDensity, type Density, readDensity } from './density.ts'
import {
  BrandMark,
  CompactIcon,
  MoonIcon,
  RegularIcon,
  SettingsIcon,
  SunIcon,
  SystemIcon,
} from './icons.tsx'
import { usePageMessages } from './page-language.tsx'
import { applyTheme, readTheme, type Theme } from './theme.ts'
import { printPlace, type ViewName, viewNames } from './views.ts'

type SlotName = 'badge' | 'motion'

const SlotContext = createContext<{ readonly [Name in SlotName]: HTMLElement | null }>({
  badge: null,
  motion: null,
})
SlotContext.displayName = 'HeadSlots'

/** Shows its children in the head, with the providers around this element. */
export function HeadSlot({ name, children }: { name: SlotName; children: ReactNode }) {
  const slot = useContext(SlotContext)[name]
  return slot && createPortal(children, slot)
}

export function PageHead(props: {
  view: ViewName
  languageChoice: ReactNode
  /** Everything below the head. */
  children: ReactNode
}) {
  const { view, languageChoice, children } = props
  const { page } = usePageMessages()
  const [badge, setBadge] = useState<HTMLElement | null>(null)
  const [motion, setMotion] = useState<HTMLElement | null>(null)
  const [isOpen, setOpen] = useState(false)
  const settingsId = useId()

  return (
    <SlotContext.Provider value={{ badge, motion }}>
      <a
        className="skip-link"
        href={`#${view}`}
        onClick={(event) => {
          // The hash names the view, so it has to stay.
          event.preventDefault()
          document.getElementById(view)?.focus()
        }}
      >
        {page.skip}
      </a>
      <header className="page-head" data-open={isOpen ? '' : undefined}>
        <p className="brand">
          <BrandMark />
          Streamgauge
        </p>
        <div className="page-badge" ref={setBadge} />
        <button
          type="button"
          className="icon-button page-settings-button"
          aria-expanded={isOpen}
          aria-controls={settingsId}
          aria-label={page.settings}
          title={page.settings}
          onClick={() => setOpen(!isOpen)}
        >
          <SettingsIcon />
        </button>
        <div className="page-settings" id={settingsId}>
          <Setting name="motion" label={page.numbers}>
            <div ref={setMotion} />
          </Setting>
          <Setting name="language" label={page.language}>
            {languageChoice}
          </Setting>
          <Setting name="density" label={page.density}>
            <DensityChoice />
          </Setting>
          <Setting name="theme" label={page.theme}>
            <ThemeChoice />
          </Setting>
        </div>
        <ViewLinks view={view} />
      </header>
      {children}
    </SlotContext.Provider>
  )
}

/** A control, with a visible label where there is room. The control has an accessible name of its own. */
function Setting(props: { name: string; label: string; children: ReactNode }) {
  return (
    <div className="page-setting" data-setting={props.name}>
      <span className="page-setting-label" aria-hidden="true">
        {props.label}
      </span>
      {props.children}
    </div>
  )
}

function ViewLinks({ view }: { view: ViewName }) {
  const { views } = usePageMessages()
  return (
    <nav className="page-views" aria-label={views.label}>
      <ul>
        {viewNames.map((name) => (
          <li key={name}>
            <a href={printPlace(name)} aria-current={name === view ? 'page' : undefined}>
              {views[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function DensityChoice() {
  const [density, setDensity] = useState<Density>(readDensity)
  const { page } = usePageMessages()
  const densities = [
    { value: 'regular', label: page.regular, icon: <RegularIcon /> },
    { value: 'compact', label: page.compact, icon: <CompactIcon /> },
  ] as const
  return (
    <Choice
      label={page.density}
      options={densities}
      value={density}
      onChange={(next) => {
        applyDensity(next)
        setDensity(next)
      }}
    />
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(readTheme)
  const { page } = usePageMessages()
  const themes = [
    { value: 'light', label: page.light, icon: <SunIcon /> },
    { value: 'dark', label: page.dark, icon: <MoonIcon /> },
    { value: 'system', label: page.system, icon: <SystemIcon /> },
  ] as const
  return (
    <Choice
      label={page.theme}
      options={themes}
      value={theme}
      onChange={(next) => {
        applyTheme(next)
        setTheme(next)
      }}
    />
  )
}
