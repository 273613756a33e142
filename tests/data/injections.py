"""Texts that somebody could plant in a cell, for tests that show nothing comes of them."""

from __future__ import annotations

ELSEWHERE = "http://pharos.invalid"

SHORT: tuple[str, ...] = (
    "<script>window.pharosRan = 1</script>",
    "<img src=x onerror='window.pharosRan = 2'>",
    f"<img src='{ELSEWHERE}/html.png'>",
    f"<style>@import url({ELSEWHERE}/style.css)</style>",
    "</li></ul></div><h1>Out of the box</h1>",
    "<details open ontoggle='window.pharosRan = 3'>",
    f"![picture]({ELSEWHERE}/markdown.png)",
    f"[link]({ELSEWHERE}/markdown)",
    "[link](javascript:window.pharosRan=4)",
    "javascript:window.pharosRan=5",
    "<javascript:window.pharosRan=6>",
    f"{ELSEWHERE}/bare?a=1&b=`2`",
    "see www.pharos.invalid/x",
    "write to ana@pharos.invalid, please",
    "&lt;b&gt; &amp; &#60;script&#62; &colon;",
    '=HYPERLINK("http://pharos.invalid";"x")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "a;=1+1",
    "＝1+1",
    ":material/home: :smile: :streamlit:",
    ":red[hot] :blue-background[x] :small[y]",
    "$\\frac{1}{2}$ and $$x^2$$",
    "{{ 7 * 7 }} {% include 'style.css' %} ${7*7} #{7*7}",
    "datum.x === 1 ? window.pharosRan = 7 : 0",
    "{'expr': 'window'} + {\"signal\": \"width\"}",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "1. first",
    "- item",
    "# head",
    "> quote",
    "| a | b |",
    "---",
    "`code` ~~gone~~ **bold** _it_",
    "[^1] [x][y] ![z] \\[y\\] \\(x\\)",
    "\u202edesrever\u202c \u2067isolated",
    "nul\x01bell\x07escape\x1b[31m",
    "😀👩\u200d👩\u200d👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Z\u0335\u0321\u0322\u0327a\u0321l\u0322g\u0327o",
    "constructor __proto__ toString",
    "%s %d %(name)s {0} {name!r}",
    "../../etc/passwd",
    "'; DROP TABLE circles; --",
)
LONG: tuple[str, ...] = ("W" * 3_000, "漢" * 3_000, "a b " * 2_000)
HUGE = "<b>huge</b> " * 2_700  # as long as a cell of Excel may be
"""A little over a million characters."""

DIAGRAMS_THAT_REACH_OUT: tuple[str, ...] = (
    f'graph LR\nA@{{ img: "{ELSEWHERE}/a.png", label: "x" }} --> B',
    "graph LR\nA@{ icon: 'fa:user' } --> B",
    f"graph LR\nA --> B\nstyle A fill:url({ELSEWHERE}/b)",
    "graph LR\nA --> B\nclassDef x background:ur\\6c (x)",
    f"graph LR\nA[\"<img src='{ELSEWHERE}/c'>\"] --> B",
    'graph LR\nA["<svg/onload=alert(1)>"] --> B',
    f'graph LR\nA["`![x]({ELSEWHERE}/d)`"] --> B',
    'graph LR\nA["`![x](//pharos.invalid/d)`"] --> B',
    f"sequenceDiagram\nlink A: Dash @ {ELSEWHERE}/e\nA->>B: hi",
    f'C4Context\nPerson(a, "x", $sprite="img:{ELSEWHERE}/f")',
    "architecture-beta\nservice db(logos:aws)[x]",
    f'classDiagram\nclass A\nlink A "{ELSEWHERE}/g"',
    "graph LR\nA[$$\\includegraphics{x}$$] --> B",
    "graph LR\nA --> B\nA[javascript :alert(1)]",
)
