import { tokenDeclarations } from './theme.js';

const light =
  'color-scheme:light;--page:#f4f5f7;--card:#ffffff;--ink:#1c2128;--muted:#57606a;--rule:#dde1e6;--soft:#eceff2;--link:#1a62ad;--yes:#1a7037;--no:#b3261e;--open:#7d5700';
const dark =
  'color-scheme:dark;--page:#0d1015;--card:#161a21;--ink:#e8ebf0;--muted:#a5afbb;--rule:#2a303a;--soft:#20252e;--link:#82b4f7;--yes:#56d27f;--no:#ff8f85;--open:#e9b949';

/** The style sheet of a report: its own colors and those of the figures in it, for each choice of theme. */
export function reportStyle(): string {
  const lightFigures = `.vk-auto{${tokenDeclarations('light')}}`;
  const darkFigures = `.vk-auto{${tokenDeclarations('dark')}}`;
  const themed = [
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root{${dark}}}`,
    `:root:has(#theme-light:checked){${light}}:root:has(#theme-light:checked) ${lightFigures}`,
    `:root:has(#theme-dark:checked){${dark}}:root:has(#theme-dark:checked) ${darkFigures}`,
    // As specific as the reader's choice above, and later: paper is light whatever the screen was.
    `@media print{:root:has(#theme-auto[type]){${light};--page:#fff}:root:has(#theme-auto[type]) ${lightFigures}}`,
  ].join('\n');
  return `${themed}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;top:8px;left:8px;width:auto;height:auto;clip-path:none;background:var(--card);padding:8px 14px;z-index:2}
.page{max-width:1160px;margin:0 auto;padding:40px 24px 64px}
header.top{display:flex;flex-wrap:wrap;gap:16px 32px;align-items:flex-start;justify-content:space-between;margin-bottom:28px}
header.top>div{flex:1 1 320px}
h1{font-size:clamp(1.6rem,1.2rem + 1.8vw,2.3rem);line-height:1.18;letter-spacing:-.02em;margin:0;font-weight:680;text-wrap:balance}
h2{font-size:1.5rem;line-height:1.25;letter-spacing:-.012em;margin:0 0 4px;font-weight:650}
h3{font-size:1.13rem;line-height:1.35;margin:0 0 4px;font-weight:650}
.subtitle{color:var(--muted);margin:6px 0 0;max-width:68ch;font-size:1.03rem}
p{margin:0 0 12px;max-width:72ch;text-wrap:pretty}
.theme{border:1px solid var(--rule);border-radius:9px;padding:2px;margin:4px 0 0;display:inline-flex;background:var(--card);min-width:0}
.theme label{display:block;padding:3px 11px;border-radius:6px;font-size:.83rem;color:var(--muted);cursor:pointer}
.theme input:checked+label{background:var(--soft);color:var(--ink);font-weight:600}
.theme input:focus-visible+label{outline:2px solid var(--link)}
nav{margin:0 0 28px;padding:14px 20px;background:var(--card);border:1px solid var(--rule);border-radius:12px;font-size:.94rem}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px 18px}
nav>ol>li.run{flex:1 1 100%;display:flex;flex-wrap:wrap;gap:2px 18px}
nav>ol>li>a{font-weight:620}
nav a{display:inline-block;padding:3px 0;text-decoration:none}
nav a:hover{text-decoration:underline}
.summary{display:grid;grid-template-columns:repeat(auto-fit,minmax(158px,1fr));gap:1px;margin:0 0 32px;background:var(--card);border:1px solid var(--rule);border-radius:12px;overflow:hidden}
.summary>div{background:var(--card);padding:12px 16px;box-shadow:0 0 0 1px var(--rule)}
.summary dt{font-size:.81rem;color:var(--muted);line-height:1.35}
.summary dd{margin:2px 0 0;font-size:1.12rem;font-weight:620;font-variant-numeric:tabular-nums;line-height:1.35}
.summary .unit,.summary .note{font-weight:400;font-size:.81rem;color:var(--muted)}
.summary .note{display:block}
.run-part{margin:56px 0 0;padding-top:28px;border-top:2px solid var(--rule)}
.run-part>.summary{margin-top:20px}
.links{display:flex;flex-wrap:wrap;gap:2px 18px;margin:8px 0 0;font-size:.94rem}
.math{margin:4px 0 14px;padding:4px 0;text-align:center;overflow-x:auto;overflow-y:hidden;overflow-wrap:normal}
math{font-size:1.14em}
.verdict{margin:6px 0 14px}
.verdict.yes{--tone:var(--yes)}
.verdict.no{--tone:var(--no)}
.verdict.open,.verdict.partly{--tone:var(--open)}
.badge{display:inline-block;margin-right:6px;padding:0 10px;border:1.5px solid var(--tone);border-radius:999px;color:var(--tone);font-size:.92rem;font-weight:650}
section.part{margin:0 0 28px;scroll-margin-top:16px}
.run-part{scroll-margin-top:8px}
.figures{columns:2 400px;column-gap:20px;margin:16px 0 0}
.figures.one{columns:auto}
.figures.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,310px),1fr));gap:20px;margin-bottom:20px}
.panels>figure{margin:0}
figure{margin:0 0 20px;background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:14px;min-width:0;break-inside:avoid}
figure.wide{column-span:all}
figure:not(.wide)+figure.wide{margin-top:20px}
.one figure:not(.wide){max-width:600px}
.picture{display:flex;justify-content:center}
.picture svg{width:100%;height:auto;max-width:calc(1.24*var(--natural,420px));display:block}
.name{margin:2px 8px 8px;font-size:1.06rem;font-weight:650;line-height:1.35}
@media (min-width:900px){:not(.beside)>.lone>figure{display:grid;grid-template-columns:minmax(0,530px) minmax(0,1fr);gap:0 24px;max-width:none!important}.lone>figure .name{grid-column:1/-1}:not(.beside)>.lone figcaption{margin-top:0;font-size:.96rem;max-width:56ch}}
.picture img{max-width:100%;height:auto;image-rendering:pixelated;border-radius:4px;display:block;margin:8px 0}
@media (min-width:900px){.beside{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,1fr);gap:8px 32px;align-items:start}.beside>.figures{margin-top:8px}.beside .one figure{max-width:none}}
figcaption{margin-top:10px;padding:0 8px;color:var(--muted);font-size:.89rem;line-height:1.5}
.table{overflow-x:auto;margin:16px 0 20px;background:var(--card);border:1px solid var(--rule);border-radius:12px}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:12px 12px 8px;color:var(--muted);font-size:.89rem}
th,td{padding:8px 12px;text-align:left;border-top:1px solid var(--rule);vertical-align:top;overflow-wrap:normal}
thead th{font-weight:620;border-top:0;background:var(--soft);vertical-align:bottom;line-height:1.35}
thead .unit{font-weight:400;color:var(--muted);white-space:nowrap}
tbody th{font-weight:500;min-width:13ch}
.n{text-align:right}
.tight{font-size:.82rem}
.tight th,.tight td{padding:7px 6px}
.tight tbody th{min-width:0}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--rule);color:var(--muted);font-size:.86rem}
@media (max-width:480px){.page{padding:24px 14px 48px}figure{padding:6px}figcaption{padding:0 8px 4px;margin-top:6px}.summary{grid-template-columns:1fr 1fr}th,td{padding:7px 10px}}
@media print{body{font-size:11pt}.page{max-width:none;padding:0}.theme,.skip,nav{display:none}.figures{columns:2 200px;column-gap:12px}h2,h3{break-after:avoid}.table{overflow:visible}table{font-size:.8em}th,td{padding:5px 9px}a{color:inherit;text-decoration:none}.summary,figure,.table{break-inside:avoid}.run-part{break-before:page;margin-top:0;border-top:0}}`;
}
