/** The report's style: the reader's light or dark, and one column however narrow. */
export const style = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b2430; --quiet: #5a6675; --line: #d8dee6;
  --panel: #f5f7fa; --bad: #b3261e; --good: #1a7f4b; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --text: #e6ebf2; --quiet: #9aa7b7;
  --line: #2f3845; --panel: #1a2029; --bad: #ff8a80; --good: #6fd6a0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 0; }
p { margin: .25rem 0; }
.quiet { color: var(--quiet); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; margin-top: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 1rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
svg { display: block; margin-top: .75rem; overflow: visible; }
svg text { fill: var(--quiet); font-size: 11px; }
.track { fill: var(--line); }
.tick { stroke: var(--quiet); stroke-opacity: .5; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; font-size: .9rem; }
th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-top: 1px solid var(--line);
  vertical-align: top; }
td.ms, th.ms { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .4em; }
pre { white-space: pre-wrap; font-size: .8rem; margin: .5rem 0 0; }
.s0 { fill: #3b82c4; background: #3b82c4; } .s1 { fill: #2a9d76; background: #2a9d76; }
.s2 { fill: #d08a1d; background: #d08a1d; } .s3 { fill: #8a5cc2; background: #8a5cc2; }
.s4 { fill: #c2506e; background: #c2506e; } .s5 { fill: #4a93a8; background: #4a93a8; }
.s6 { fill: #7d8b33; background: #7d8b33; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
  section { padding: .75rem; } }
`;
