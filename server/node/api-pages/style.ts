/** The style sheet of `/docs` and `/test-client`. Colours by the system's preference, nothing from elsewhere. */
export const style = `
:root { color-scheme: light dark; --back: #fbfbfa; --front: #1c1f24; --dim: #5c6470; --line: #dfe2e6;
  --field: #fff; --accent: #1f5fbf; --on-accent: #fff; --good: #1a7f4b; --bad: #b3261e; --code: #eef0f3 }
@media (prefers-color-scheme: dark) { :root { --back: #14171b; --front: #e8eaed; --dim: #a0a8b3; --line: #31363d;
  --field: #1b1f24; --accent: #7fb0ff; --on-accent: #10141a; --good: #5fd39a; --bad: #ff8f85; --code: #22272e } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; background: var(--back); color: var(--front);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem }
p { margin: .25rem 0 .75rem } a { color: var(--accent) } .dim { color: var(--dim) }
code, .mono { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875rem }
code { background: var(--code); border-radius: .25rem; padding: .1rem .3rem; overflow-wrap: anywhere }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; background: var(--field) }
summary { cursor: pointer; padding: .6rem .8rem; display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap }
summary .path { font-weight: 600; overflow-wrap: anywhere } summary .what { color: var(--dim) }
.method { min-width: 3rem; font-weight: 700; color: var(--accent) } .method.post { color: var(--good) }
.inside { padding: 0 .8rem .8rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line) }
th { color: var(--dim); font-weight: 500 } td.data { overflow-wrap: anywhere } td.nowrap, td:last-child > code:only-child { white-space: nowrap }
form { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); align-items: end; margin: 1.5rem 0 1rem }
label { display: grid; gap: .25rem; font-size: .875rem; color: var(--dim) }
input, select, button { font: inherit; padding: .5rem .65rem; border: 1px solid var(--line); border-radius: .4rem;
  background: var(--field); color: var(--front); min-width: 0; width: 100% }
button { cursor: pointer } button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600 }
button:disabled { cursor: default; opacity: .55 }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.buttons { display: flex; gap: .5rem; grid-column: 1 / -1 } .buttons button { width: auto; padding-inline: 1.1rem }
.wide { overflow-x: auto } .facts { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0 0 1rem }
.state { font-weight: 600 } .state::before { content: ""; display: inline-block; width: .6rem; height: .6rem;
  border-radius: 50%; margin-right: .45rem; background: var(--dim) }
.state[data-state=open]::before { background: var(--good) } .state[data-state=refused]::before { background: var(--bad) }
tr.control td { color: var(--dim) } tr.loss td { color: var(--bad) }
`
