/** The table with its style sheet, which an application loads with the view that has it. */
import 'streamgauge/table.css'

export { StreamTable } from 'streamgauge/table'
