// How report.html looks: on a screen by day and by night, and on paper.

#pragma once

#include "base/html.h"

namespace bridle {

inline constexpr Literal kStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --desk: #f3f1ec; --ink: #1c2024; --soft: #555c63; --line: #d9d5cc;
  --accent: #1f4e5f; --code: #f6f4ef;
  --critical: #8c1420; --critical-tint: #fbecec; --high: #9c3a12; --high-tint: #fcf0e8;
  --medium: #7a5200; --medium-tint: #fbf4e1; --low: #2f5b85; --low-tint: #ebf2f8;
  --info: #4d565e; --info-tint: #f1f2f3; --calm: #1d5f45; --calm-tint: #eaf5ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1f23; --desk: #121518; --ink: #e8e6e1; --soft: #a9b0b6; --line: #3a4147;
    --accent: #8cc3d4; --code: #23282d;
    --critical: #ff9c9c; --critical-tint: #3a1d20; --high: #ffb48a; --high-tint: #3a261b;
    --medium: #f0cd7a; --medium-tint: #352c17; --low: #9cc6ec; --low-tint: #1d2c3a;
    --info: #b8bfc5; --info-tint: #272c31; --calm: #93d6b5; --calm-tint: #1a3127;
  }
}
* { box-sizing: border-box; }
html { font-size: 17px; -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--desk); color: var(--ink); line-height: 1.55; overflow-wrap: anywhere;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
.sheet { max-width: 60rem; margin: 0 auto; background: var(--paper); padding: 0 3.2rem 3rem;
  box-shadow: 0 0 2rem rgb(0 0 0 / .08); min-height: 100vh; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1, h2, h3, h4 { line-height: 1.2; text-wrap: balance; margin: 0; }
h1, h2, .verdict h2 { font-family: Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "DejaVu Serif", serif; font-weight: 600; }
p, ul, ol, dl { margin: 0 0 .8rem; }
p, li { max-width: 44rem; text-wrap: pretty; }
.top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .3rem 2rem;
  padding: 1.6rem 0 1rem; border-bottom: 1px solid var(--line); }
.top h1 { font-size: 1.15rem; }
.top p { margin: 0; color: var(--soft); font-size: .85rem; }
.brand { color: var(--accent); letter-spacing: .02em; }

.verdict { --tone: var(--info); --tint: var(--info-tint); background: var(--tint); border-left: .45rem solid var(--tone);
  border-radius: .3rem; padding: 1.7rem 2rem 1.4rem; margin: 2rem 0 1.2rem; }
.verdict.traces_found { --tone: var(--critical); --tint: var(--critical-tint); }
.verdict.signs { --tone: var(--medium); --tint: var(--medium-tint); }
.verdict.nothing_known { --tone: var(--calm); --tint: var(--calm-tint); }
.verdict.not_examined { --tone: var(--high); --tint: var(--high-tint); }
.verdict h2 { font-size: 1.95rem; color: var(--tone); margin-bottom: .9rem; }
.verdict p { font-size: 1.06rem; }
.verdict p:last-child { margin-bottom: 0; }
.advice { display: grid; gap: 1.6rem; margin: 1.6rem 0 0; }
.advice h3 { font-size: 1.05rem; margin-bottom: .6rem; }
.advice li { margin-bottom: .55rem; }
.steps { padding-left: 1.5rem; }
.steps li::marker { color: var(--accent); font-weight: 600; }
.found { list-style: none; padding: 0; margin: 0; }
.found li > *, .advice > *, dl.glossary > * { min-width: 0; }
.found li { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0 1rem; padding: .6rem 0;
  border-top: 1px solid var(--line); max-width: none; margin: 0; }
.found li:last-child { border-bottom: 1px solid var(--line); }
.found .more { display: block; color: var(--soft); }
.found small { display: block; color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }

.pill { display: inline-block; justify-self: start; align-self: start; font-size: .74rem; font-weight: 650; letter-spacing: .02em;
  padding: .12rem .6rem; border-radius: 1rem; border: 1px solid var(--tone, var(--info)); color: var(--tone, var(--info));
  background: var(--tint, var(--info-tint)); white-space: nowrap; }
.critical { --tone: var(--critical); --tint: var(--critical-tint); }
.high { --tone: var(--high); --tint: var(--high-tint); }
.medium { --tone: var(--medium); --tint: var(--medium-tint); }
.low { --tone: var(--low); --tint: var(--low-tint); }
.info { --tone: var(--info); --tint: var(--info-tint); }
.good { --tone: var(--calm); --tint: var(--calm-tint); }
.plain { --tone: var(--soft); --tint: transparent; }

nav { margin: 2.2rem 0 0; padding: .9rem 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
nav h2 { position: absolute; left: -99rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: 0; padding: 0; font-size: .88rem; }
section.part { margin-top: 3rem; }
section.part > h2 { font-size: 1.45rem; margin-bottom: .5rem; }
section.part > .lead { color: var(--soft); margin-bottom: 1.3rem; }
section.part > h3 { font-size: 1.05rem; margin: 1.8rem 0 .5rem; }

.card { border: 1px solid var(--line); border-top: .25rem solid var(--tone); border-radius: .3rem; padding: 1.3rem 1.5rem .6rem; margin-bottom: 1.6rem; }
.card header { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .6rem; margin-bottom: .9rem; }
.card h3 { font-size: 1.16rem; flex: 1 1 100%; order: 2; }
.card .number { color: var(--soft); font-size: .82rem; margin-left: auto; }
.card h4 { font-size: .92rem; margin: 1rem 0 .25rem; }
.card ul { padding-left: 1.2rem; }
.card li { margin-bottom: .25rem; }
.card .observed { background: var(--code); border-radius: .25rem; padding: .55rem .8rem; margin: 0 0 .9rem; max-width: none; }
.refs { font-size: .88rem; overflow-wrap: anywhere; }

.evidence, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; overflow-wrap: anywhere; }
.digest { font-size: .78em; color: var(--soft); }
.scroll { overflow-x: auto; margin-bottom: 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.45; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .8rem .42rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; border-bottom: 2px solid var(--line); color: var(--soft); font-weight: 600; font-size: .8rem; }
tbody th { font-weight: 600; }
.facts tbody th { width: 11.5rem; color: var(--soft); font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small, th small { display: block; color: var(--soft); font-weight: 400; font-size: .92em; }
td.times small { width: 17rem; white-space: normal; overflow-wrap: anywhere; }
td ul { margin: 0; padding-left: 1.1rem; }
.times { white-space: nowrap; font-variant-numeric: tabular-nums; }
dl.glossary { display: grid; grid-template-columns: 11rem 1fr; gap: .35rem 1rem; font-size: .92rem; }
dl.glossary dt { font-weight: 600; }
dl.glossary dd { margin: 0; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .82rem; }

@media (max-width: 46rem) {
  .sheet { padding: 0 1.1rem 2rem; }
  .verdict { padding: 1.2rem; }
  .verdict h2 { font-size: 1.5rem; }
  .found li, dl.glossary { grid-template-columns: 1fr; }
  .facts tbody th { width: auto; display: block; border: 0; padding-bottom: 0; }
  .facts tbody td { display: block; border-top: 0; padding-top: 0; }
  .card { padding: 1rem; }
}
@media print {
  @page { margin: 17mm 16mm; }
  :root {
    color-scheme: light;
    --paper: #fff; --desk: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #1f4e5f; --code: #f4f4f4;
    --critical: #8c1420; --critical-tint: #fff; --high: #9c3a12; --high-tint: #fff; --medium: #7a5200; --medium-tint: #fff;
    --low: #2f5b85; --low-tint: #fff; --info: #4d565e; --info-tint: #fff; --calm: #1d5f45; --calm-tint: #fff;
  }
  html { font-size: 10.5pt; }
  .sheet { max-width: none; padding: 0; box-shadow: none; }
  nav, .skip { display: none; }
  .verdict { border: 1px solid var(--tone); border-left-width: .45rem; }
  .verdict, .advice > div, .found li, tr, dt, dd { break-inside: avoid; }
  h2, h3, h4, caption, thead, .card header { break-after: avoid; }
  section.part { margin-top: 2rem; }
  .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
)css";

}  // namespace bridle
