/**
 * The page's own icons, in the kit's manner: 16 px, 1.5 px stroke, the colour of the text. Always
 * next to a word or on a button that has a label, so they are hidden from assistive technology.
 */
function icon(path: string) {
  return function Icon() {
    return (
      <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={path} />
      </svg>
    )
  }
}

export const SettingsIcon = icon(
  'M2.5 4.75h6M11.5 4.75h2M2.5 11.25h2M7.5 11.25h6M10 3.25a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M6 9.75a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3',
)
export const CloseIcon = icon('M4 4l8 8M12 4l-8 8')
export const CopyIcon = icon(
  'M6 5.75h6.25a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6.75a1 1 0 0 1 1-1zM2.75 10.5V3.25a1 1 0 0 1 1-1H10',
)
export const CheckIcon = icon('M3 8.5l3.25 3.25L13 4.75')
export const ArrowUpIcon = icon('M8 13V3.5M3.75 7.5L8 3.25l4.25 4.25')
export const PlusIcon = icon('M8 3v10M3 8h10')
export const SunIcon = icon(
  'M8 5.25a2.75 2.75 0 1 1 0 5.5a2.75 2.75 0 0 1 0-5.5M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
)
export const MoonIcon = icon('M13.5 9.6A5.75 5.75 0 0 1 6.4 2.5a5.75 5.75 0 1 0 7.1 7.1z')
export const SystemIcon = icon('M2 3.25h12v7.5H2zM5.5 13.5h5M8 10.75v2.75')
export const RegularIcon = icon('M2.5 4h11M2.5 12h11')
export const CompactIcon = icon('M2.5 3.5h11M2.5 6.5h11M2.5 9.5h11M2.5 12.5h11')
export const PlugIcon = icon('M5.5 1.75v3M10.5 1.75v3M4 4.75h8v2.5a4 4 0 0 1-8 0zM8 11.25v3')

/** The mark: a gauge staff with its ticks, partly under water. */
export function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path className="brand-water" d="M7 10.5c1.6-1.2 3.2-1.2 4.8 0s3.2 1.2 5.2 0V18H7z" />
      <path d="M4 2v16M4 4.5h3.5M4 8h2M4 11.5h3.5M4 15h2" />
    </svg>
  )
}
