/** Prints the rows of a bench as the table that docs/bench.md has. */

/** The rows by their names; a column is a figure. All rows have the same figures. */
export function printTable(
  title: string,
  rows: Readonly<Record<string, object>>,
  columns: Readonly<Record<string, string>>,
): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const names = Object.keys(columns)
  console.log(`\n${title}\n`)
  console.log(line(['', ...Object.values(columns)]))
  console.log(`|${'---|'.repeat(names.length + 1)}`)
  for (const [name, row] of Object.entries(rows)) {
    const figures = new Map<string, unknown>(Object.entries(row))
    console.log(line([name, ...names.map((column) => printFigure(figures.get(column)))]))
  }
}

function printFigure(figure: unknown): string {
  if (typeof figure !== 'number') return String(figure ?? '')
  // Tenths of a hundred and more are noise.
  return (Math.abs(figure) >= 100 ? Math.round(figure) : figure).toLocaleString('en-US')
}

/** The figures of `FrameCosts`, in the words of docs/bench.md. */
export const frameColumns = {
  framesPerSecond: 'frames/s',
  mainThreadMsPerSecond: 'main thread, ms/s',
  scriptMsPerFrame: 'script, ms a frame',
  layoutMsPerSecond: 'layout and style, ms/s',
  commitsPerSecond: 'commits/s',
}
