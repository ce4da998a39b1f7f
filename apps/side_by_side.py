"""A paper and its file side by side, as one page that opens from disk.

Enters: a `PaperCoverage`. Leaves: the page: the exhibit left with its own page breaks, the contract file right, each phrase a link to the
sentence that carries it and each sentence a link to the phrases that it carries. Holds: the page is whole in itself, asks no network for
anything, works by keyboard and, without its script, still links both ways; states are told by words and lines, not by colour alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

from tenor.apps.links import STATES, Link, Said
from tenor.apps.paper_coverage import PaperCoverage
from tenor.apps.word_check import Finding

__all__ = ["side_by_side"]

_CLASS = {state: state.replace(" ", "-") for state in STATES}


def side_by_side(coverage: PaperCoverage) -> str:
    """The page."""
    links = coverage.links
    source = coverage.contract.source
    sentences = [x for x in links.sentences if x.end > x.start]
    phrase_ids = {id(at.phrase): f"p{n}" for n, at in enumerate(links.links, 1)}
    said_ids = {id(x): f"s{n}" for n, x in enumerate(sentences, 1)}
    carried: dict[int, list[Link]] = {}
    for at in links.links:
        for said in at.carriers:
            carried.setdefault(id(said), []).append(at)
    faults_of_phrase: dict[int, list[Finding]] = {}
    faults_of_line: dict[int, list[Finding]] = {}
    for f in coverage.findings:
        if f.phrase is not None:
            faults_of_phrase.setdefault(id(f.phrase), []).append(f)
        if f.line:
            faults_of_line.setdefault(f.line, []).append(f)

    left: list[str] = []
    at_text = 0
    for at in links.links:
        p = at.phrase
        left.append(_furniture(coverage.exhibit.text[at_text : p.start]))
        faults = faults_of_phrase.get(id(p), [])
        to = [said_ids[id(x)] for x in at.carriers if id(x) in said_ids]
        told = f"{p.where}: {at.state}" + (", by a quotation" if at.told else "") + "".join(f". {f.message}" for f in faults)
        classes = f"{_CLASS[at.state]}{' fault' if faults else ''}"
        left.append(_anchor(phrase_ids[id(p)], to, classes, told, coverage.exhibit.text[p.start : p.end]))
        at_text = p.end
    left.append(_furniture(coverage.exhibit.text[at_text:]))

    right: list[str] = []
    at_file = 0
    placed: set[str] = set()
    for said in sentences:
        right.append(_headed(source.text[at_file : said.start], placed))
        stop = said.start + len(source.text[said.start : said.end].rstrip())
        last_line = source.text.count("\n", 0, stop) + 1
        faults = [f for n in range(said.line, last_line + 1) for f in faults_of_line.get(n, [])]
        phrases = carried.get(id(said), [])
        told = f"line {said.line}: carries {len(phrases)} phrase{'' if len(phrases) == 1 else 's'}" + "".join(f". {f.message}" for f in faults)
        classes = f"said {_CLASS.get(said.kind, said.kind or 'nothing-to-carry')}{' fault' if faults else ''}"
        to = [phrase_ids[id(at.phrase)] for at in phrases]
        right.append(_anchor(said_ids[id(said)], to, classes, told, source.text[said.start : stop]))
        at_file = stop
    right.append(_headed(source.text[at_file:], placed))

    title = f"{coverage.contract.title}: paper and file"
    counts = coverage.counts()
    legend = "".join(f'<span class="key {_CLASS[x]}">{x} <b>{counts[x]}</b></span>' for x in STATES if counts[x])
    findings = "".join(_finding(f, phrase_ids, sentences, said_ids) for f in coverage.findings)
    places = [(place.name, phrase_ids[id(place.phrases[0])]) for place in coverage.exhibit.places]
    options = "".join(f'<option value="{i}">{escape(name)}</option>' for name, i in places)
    wrong = "" if coverage.same_text else ' class="wrong"'
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f"<header>\n<h1>{escape(title)}</h1>\n<p{wrong}>{escape(coverage.digest_line())}</p>\n<p>{escape(coverage.summary())}</p>\n"
        f'<p class="keys" aria-label="States">{legend}</p>\n'
        f'<p><label>Section <select id="section">{options}</select></label> '
        f'<button id="next-open" type="button">Next open phrase <kbd>o</kbd></button> '
        f'<button id="next-fault" type="button">Next finding <kbd>f</kbd></button> '
        f"<small><kbd>j</kbd> <kbd>k</kbd> or arrows: next, previous · <kbd>Enter</kbd>: to the other side · <kbd>[</kbd> <kbd>]</kbd>: section · "
        f"<kbd>Esc</kbd>: none</small></p>\n"
        f'<p id="told" role="status" aria-live="polite">Choose a phrase of the paper or a sentence of the file.</p>\n</header>\n'
        f'<main>\n<section id="paper" aria-label="The paper"><pre>{"".join(left)}</pre></section>\n'
        f'<section id="file" aria-label="The file"><pre>{"".join(right)}</pre></section>\n</main>\n'
        f'<details id="findings"{" open" if coverage.findings else ""}><summary>{len(coverage.findings)} '
        f"finding{'' if len(coverage.findings) == 1 else 's'}</summary><ol>{findings}</ol></details>\n"
        f'<script type="application/json" id="places">{json.dumps([i for _, i in places])}</script>\n<script>{_SCRIPT}</script>\n</html>\n'
    )


def _anchor(name: str, to: Iterable[str], classes: str, told: str, text: str) -> str:
    ends = list(to)
    href = f' href="#{ends[0]}"' if ends else f' href="#{name}"'
    return f'<a id="{name}"{href} class="{classes}" data-to="{" ".join(ends)}" title="{escape(told)}">{escape(text)}</a>'


def _furniture(text: str) -> str:
    """What stands between phrases: page numbers, rulings, page breaks."""
    return re.sub(r"&lt;PAGE&gt;|\f", '<span class="page">&lt;PAGE&gt;</span>', escape(text), flags=re.IGNORECASE)


_HEAD = re.compile(r"^((?:Section|Article|Exhibit|Schedule|Annex) \S+|Preamble|Recitals|Face|Signatures)(.*)$", re.MULTILINE)


def _headed(text: str, placed: set[str]) -> str:
    """What stands between sentences: headings and comments."""

    def heading(m: re.Match[str]) -> str:
        placed.add(m[1])
        return f'<b class="head">{m[0]}</b>'

    text = re.sub(r"(--[^\n]*)", r"<i>\1</i>", escape(text, quote=False))
    return _HEAD.sub(heading, text)


def _finding(f: Finding, phrase_ids: dict[int, str], sentences: list[Said], said_ids: dict[int, str]) -> str:
    to = phrase_ids.get(id(f.phrase), "") if f.phrase is not None else ""
    if not to and f.line:
        before = [x for x in sentences if x.line <= f.line]
        to = said_ids[id(before[-1])] if before else ""
    mend = f" <small>To mend it: {escape(f.help)}.</small>" if f.help else ""
    words = escape(f.text)
    return f'<li>{f"<a href=#{to}>{words}</a>" if to else words}{mend}</li>'


_STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#c9c9c9;--mark:#ffe9a8;--open:#b00020;--fault:#b00020;--soft:#666;--tint:#f3f5f8}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181c;--line:#444;--mark:#5a4a12;--open:#ff7b8a;--fault:#ff7b8a;--soft:#9aa;--tint:#20242b}}
*{box-sizing:border-box}html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header{padding:.5rem 1rem;border-bottom:1px solid var(--line)}h1{font-size:1.15rem;margin:0}header p{margin:.2rem 0}
.wrong{color:var(--fault);font-weight:700}
.key{margin-right:1rem;padding-bottom:1px}main{flex:1;min-height:12rem;display:grid;grid-template-columns:1fr 1fr}
main section{overflow:auto;padding:.5rem 1rem}#paper{border-right:1px solid var(--line)}
pre{margin:0;white-space:pre-wrap;font:13px/1.5 ui-monospace,Consolas,monospace}#paper pre{white-space:pre}
a{color:inherit;text-decoration:none;scroll-margin:30vh 0}
a.open,.key.open{color:var(--open);border-bottom:2px dashed var(--open)}
a.recorded,.key.recorded{border-bottom:1px dotted var(--soft)}a.read-as,.key.read-as{border-bottom:3px double #7a5cc0}
a.corrected,.key.corrected{border-bottom:3px double #b06a00}a.left-out,.key.left-out{color:var(--soft);text-decoration:line-through}
a.transcribed,.key.transcribed{border-bottom:1px solid #2e8b57}
a.nothing-to-carry,.key.nothing-to-carry,.said{border-bottom:0}
a.fault{background:repeating-linear-gradient(135deg,transparent 0 6px,color-mix(in srgb,var(--fault) 22%,transparent) 6px 8px)}
a:hover{background:var(--tint)}a.lit{background:var(--mark)}a.at,a:focus-visible{outline:2px solid #2563eb;outline-offset:1px;background:var(--mark)}
.page{display:block;margin:1rem 0;border-top:3px double var(--line);color:var(--soft)}.head{font-size:1.05em}i{color:var(--soft)}
details{max-height:28vh;overflow:auto;border-top:1px solid var(--line);padding:.3rem 1rem}details a{text-decoration:underline}
kbd{border:1px solid var(--line);border-radius:3px;padding:0 .3em;font-size:.85em}
@media(max-width:900px){main{grid-template-columns:1fr;grid-template-rows:1fr 1fr}#paper{border-right:0;border-bottom:1px solid var(--line)}}
@media print{main{display:block}main section{overflow:visible}}
"""

_SCRIPT = """
const panes=[...document.querySelectorAll('main section')];
const all=[...document.querySelectorAll('main a')];
const of=a=>[...a.closest('section').querySelectorAll('a')];
let at=null;
panes.forEach(p=>[...p.querySelectorAll('a')].forEach((a,i)=>a.tabIndex=i?-1:0));
const into=(a,how)=>{const p=a.closest('section');const y=a.getBoundingClientRect().top-p.getBoundingClientRect().top;
 if(how||y<40||y>p.clientHeight-60)p.scrollTop+=y-p.clientHeight/3};
function choose(a,focus=true){
 all.forEach(x=>x.classList.remove('at','lit'));
 if(!a){at=null;document.getElementById('told').textContent='Nothing is chosen.';return}
 at=a;a.classList.add('at');of(a).forEach(x=>x.tabIndex=x===a?0:-1);
 const to=(a.dataset.to||'').split(' ').filter(Boolean).map(i=>document.getElementById(i)).filter(Boolean);
 to.forEach(x=>x.classList.add('lit'));
 if(focus)a.focus({preventScroll:true});
 into(a,false);if(to.length)into(to[0],true);
 document.getElementById('told').textContent=a.title+(to.length?' \\u2192 '+to[0].title:'');
 history.replaceState(null,'','#'+a.id)}
function step(n,test=()=>true){
 const list=at?of(at):of(all[0]);let i=at?list.indexOf(at):-1;
 for(let k=0;k<list.length;k++){i=(i+n+list.length)%list.length;if(test(list[i])){choose(list[i]);return}}}
const paperFrom=()=>{if(!at||at.closest('section').id!=='paper'){const to=at&&at.dataset.to?document.getElementById(at.dataset.to.split(' ')[0]):null;at=to}};
const nextOpen=()=>{paperFrom();step(1,a=>a.classList.contains('open'))};
const nextFault=()=>{const list=all.filter(a=>a.classList.contains('fault'));if(list.length){const i=list.indexOf(at);choose(list[(i+1)%list.length])}};
const places=JSON.parse(document.getElementById('places').textContent);
function section(n){paperFrom();const list=of(all[0]);const here=at?list.indexOf(at):0;
 const starts=places.map(i=>list.indexOf(document.getElementById(i)));
 const to=n>0?starts.find(x=>x>here):[...starts].reverse().find(x=>x<here);
 if(to!==undefined)choose(list[to])}
document.addEventListener('click',e=>{const a=e.target.closest('a');if(!a)return;
 if(a.closest('main')){e.preventDefault();choose(a)}
 else if(a.closest('details')){e.preventDefault();choose(document.getElementById(a.getAttribute('href').slice(1)))}});
document.getElementById('section').addEventListener('change',e=>choose(document.getElementById(e.target.value)));
document.getElementById('next-open').addEventListener('click',nextOpen);
document.getElementById('next-fault').addEventListener('click',nextFault);
document.addEventListener('keydown',e=>{
 if(e.ctrlKey||e.metaKey||e.altKey||e.target.closest('select'))return;
 const k=e.key;
 if(k==='j'||k==='ArrowDown'||k==='ArrowRight')step(1);
 else if(k==='k'||k==='ArrowUp'||k==='ArrowLeft')step(-1);
 else if(k==='o')nextOpen();else if(k==='f')nextFault();
 else if(k===']')section(1);else if(k==='[')section(-1);
 else if(k==='Escape')choose(null);
 else if(k==='Enter'&&at&&!e.target.closest('button,summary')&&!e.target.closest('details')){const to=at.dataset.to&&document.getElementById(at.dataset.to.split(' ')[0]);if(to)choose(to)}
 else return;
 e.preventDefault()});
document.addEventListener('focusin',e=>{const a=e.target.closest('main a');if(a&&a!==at&&e.target.matches(':focus-visible'))choose(a,false)});
if(location.hash){const a=document.getElementById(location.hash.slice(1));if(a&&a.closest('main'))choose(a,false)}
"""
