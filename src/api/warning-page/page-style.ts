/** The style sheet of the pages a link opens: for a phone first, both schemes, large buttons, nothing loaded. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #f4f7f9; --card: #fff; --line: #d9e2e9; --text: #14212d; --quiet: #526270;
  --accent: #1f5583; --on-accent: #fff; --critical: #a3180f; --high: #96420a; --medium: #6b5300; --low: #46586a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0a1620; --card: #12222f; --line: #24394a; --text: #e6edf3; --quiet: #9fb2c1; --accent: #8fbbdc;
    --on-accent: #0a1620; --critical: #ff9a91; --high: #f5b06e; --medium: #e6cf66; --low: #b0c2d0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 17px/1.5 system-ui, sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; }
main { max-width: 40rem; margin: 0 auto; padding: 16px; display: grid; gap: 18px; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0; }
h2 { font-size: 1.05rem; margin: 0 0 6px; }
p, ol, ul, dl, dd { margin: 0; }
ol, ul { padding-left: 1.4em; display: grid; gap: 8px; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
.tlp { display: inline-block; background: #000; font: bold 0.9rem ui-monospace, monospace; padding: 3px 8px; color: #fff; }
.tlp[data-tlp^="TLP:AMBER"] { color: #ffc000; }
.tlp[data-tlp="TLP:RED"] { color: #ff2b2b; }
.tlp[data-tlp="TLP:GREEN"] { color: #33ff00; }
.quiet { color: var(--quiet); font-size: 0.95rem; }
.urgency { font-weight: 700; }
[data-urgency="critical"] { color: var(--critical); }
[data-urgency="high"] { color: var(--high); }
[data-urgency="medium"] { color: var(--medium); }
[data-urgency="low"] { color: var(--low); }
.do-now { border-left: 5px solid var(--accent); }
form { display: grid; gap: 12px; }
button, .button { display: block; width: 100%; min-height: 56px; padding: 12px 16px; border-radius: 10px; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; border: 2px solid var(--accent);
  background: var(--card); color: var(--accent); }
button.first, .button.first { background: var(--accent); color: var(--on-accent); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
dt { color: var(--quiet); font-size: 0.95rem; }
dd { margin-bottom: 8px; }
.told { border-left: 5px solid #1b6e4b; }
`;
