import 'streamgauge/styles.css'

export const metadata = { title: 'Payment streams' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
