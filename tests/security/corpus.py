"""Hostile strings that somebody may store in any text field: scripts, broken markup, other languages' templates.

Whatever runs calls `hit()`, which the tests count; whatever only becomes an element or an attribute is counted by
`auditing` of tests/security/test_stored_scripts.py.
"""

SCRIPTS = [
    "<script>hit(1)</script>",
    "<SCRIPT>hit(2)</SCRIPT>",
    "<script >hit(3)</script >",
    "<script/x>hit(4)</script>",
    "<script\n>hit(5)</script\n>",
    "<scr<script>ipt>hit(6)</scr</script>ipt>",
    "<script src=data:,hit(7)></script>",
    "<script src=//example.org/x.js></script>",
    "<script type=module>hit(8)</script>",
    "</script><script>hit(9)</script>",
    "</title><script>hit(10)</script>",
    "</textarea><script>hit(11)</script>",
    "</option></select><script>hit(12)</script>",
    "</style><script>hit(13)</script>",
    "--><script>hit(14)</script><!--",
    "]]><script>hit(15)</script>",
    "<!--<script>hit(16)//-->",
    '<noscript><p title="</noscript><script>hit(17)</script>">',
    "<template><script>hit(18)</script></template>",
    "%3Cscript%3Ehit(19)%3C/script%3E",
    "&lt;script&gt;hit(20)&lt;/script&gt;",
    "&#60;script&#62;hit(21)&#60;/script&#62;",
    "\\u003cscript\\u003ehit(22)\\u003c/script\\u003e",
    "\\x3cscript\\x3ehit(23)\\x3c/script\\x3e",
    "＜script＞hit(24)＜/script＞",
    "﹤script﹥hit(25)﹤/script﹥",
    "+ADw-script+AD4-hit(26)+ADw-/script+AD4-",
]
HANDLERS = [
    "<img src=x onerror=hit(30)>",
    "<img src='x' onerror='hit(31)'>",
    "<img/src/onerror=hit(32)>",
    "<img src=x:x onerror\t=\thit(33)>",
    "<IMG SRC=x ONERROR=&#104;it(34)>",
    "<svg onload=hit(35)>",
    "<svg/onload=hit(36)//",
    "<svg><script>hit(37)</script></svg>",
    "<svg><animate onbegin=hit(38) attributeName=x dur=1s>",
    "<svg><set onend=hit(39) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'/>#x\"/></svg>",
    "<math><mtext><mglyph><svg onload=hit(40)>",
    "<body onload=hit(41)>",
    "<body onpageshow=hit(42)>",
    "<video src=x onerror=hit(43)></video>",
    "<video><source onerror=hit(44)></video>",
    "<audio src=x onerror=hit(45)>",
    "<details open ontoggle=hit(46)>x</details>",
    "<input autofocus onfocus=hit(47)>",
    "<select autofocus onfocus=hit(48)></select>",
    "<textarea autofocus onfocus=hit(49)></textarea>",
    "<button popovertarget=p onbeforetoggle=hit(50)>x</button>",
    "<marquee onstart=hit(51)>x</marquee>",
    "<a href=# onmouseover=hit(52)>x</a>",
    "<p onanimationstart=hit(53) style=animation-name:x>x</p>",
    "<p ontransitionend=hit(54) style='transition:1ms' id=t>x</p>",
    "<iframe srcdoc='<script>parent.hit(55)</script>'></iframe>",
    "<iframe src=javascript:parent.hit(56)></iframe>",
    "<object data=javascript:hit(57)></object>",
    "<embed src=javascript:hit(58)>",
    "<form action=javascript:hit(59)><input type=submit></form>",
    "<button formaction=javascript:hit(60)>x</button>",
    "<isindex action=javascript:hit(61)>",
    "<meta http-equiv=refresh content='0;url=javascript:hit(62)'>",
    "<base href=//example.org/>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<link rel=prefetch href=//example.org/>",
]
ATTRIBUTES = [
    '" onmouseover="hit(70)',
    "' onmouseover='hit(71)",
    '"><img src=x onerror=hit(72)>',
    "'><img src=x onerror=hit(73)>",
    '" autofocus onfocus=hit(74) x="',
    "' autofocus onfocus=hit(75) x='",
    '"/><svg onload=hit(76)>',
    "x onerror=hit(77)",
    "` onmouseover=hit(78)",
    '" style="background:url(//example.org/x)',
    '" srcdoc="<script>hit(79)</script>',
    '" accesskey=x onclick=hit(80) x="',
    '"\n onmouseover="hit(81)',
    "\t' \t onmouseover \t=\t 'hit(82)",
]
URLS = [
    "javascript:hit(90)",
    "JaVaScRiPt:hit(91)",
    " javascript:hit(92)",
    "java\tscript:hit(93)",
    "java\nscript:hit(94)",
    "javascript&colon;hit(95)",
    "&#106;avascript:hit(96)",
    "javascript://example.org/%0ahit(97)",
    "vbscript:hit(98)",
    "data:text/html,<script>opener.hit(99)</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoMSk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg onload=hit(100)>",
    "view-source:javascript:hit(101)",
    "\x01javascript:hit(102)",
    'http://example.org/"onmouseover="hit(103)',
    "https://example.org/<script>hit(104)</script>",
    "//example.org/x",
    "blob:null/hit(105)",
]
TEMPLATES = [
    "{{7*7}}",
    "{{ request.user.password }}",
    "{% debug %}",
    "{% include 'admin/base.html' %}",
    "{% load static %}",
    "{% autoescape off %}<script>hit(110)</script>{% endautoescape %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('hit(111)')()}}",
    "[[${7*7}]]",
    "%(title)s %s %d",
    "{0} {title} {0.__class__}",
]
STYLES = [
    "<style>@import '//example.org/x.css';</style>",
    "<style>*{background:url(//example.org/x)}</style>",
    '<div style="background:url(//example.org/x)">x</div>',
    '<div style="width:expression(hit(120))">x</div>',
    "</style><style>body{display:none}</style>",
    "<font color=red size=7>x</font>",
]
LANGUAGES = [
    "';hit(130);//",
    '";hit(131);//',
    "\\';hit(132);//",
    '</script>"};hit(133);//',
    "\u2028hit(134)\u2029",
    "[x](javascript:hit(135))",
    '![x](x"onerror="hit(136))',
    "<javascript:hit(137)>",
    "@import//example.org",
    "'; DROP TABLE cases_case; --",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<?php hit(138) ?>",
    "<?xml-stylesheet href='javascript:hit(139)'?>",
    '=HYPERLINK("http://example.org","x")',
]
CHARACTERS = [
    "\u202e<tpircs>hit(140)\u202c",
    "\u2066<script>hit(141)</script>\u2069",
    "<\u200bscript>hit(142)</script>",
    "<scr\u00adipt>hit(143)</script>",
    "\ufeff<script>hit(144)</script>",
    "<\x01script>hit(145)</script>",
    "<scr\x08ipt>hit(146)</script>",
    "<img\x0csrc=x\x0conerror=hit(147)>",
    "\x1b]0;x\x07",
    "Ｚ̴̡̢a̵l̸g̷o̶",
    "ſcript <ſcript>hit(148)</ſcript>",
    "\ufffe\uffff",
    "İ<ımg src=x onerror=hit(149)>",
]
PROBES = ["<xss-probe>x", '"><xss-probe>', "'><xss-probe>"]
CORPUS = [*PROBES, *SCRIPTS, *HANDLERS, *ATTRIBUTES, *URLS, *TEMPLATES, *STYLES, *LANGUAGES, *CHARACTERS]


def packed(room: int, start: int = 0) -> tuple[str, list[int]]:
    """As many strings as fit into `room` characters, beginning at number `start`, and their numbers.

    Those that are too long are passed over; at least one is taken, cut where none fits.
    """
    taken, length = [], 0
    for step in range(len(CORPUS)):
        number = (start + step) % len(CORPUS)
        if length + len(CORPUS[number]) + bool(taken) <= room:
            taken.append(number)
            length += len(CORPUS[number]) + (len(taken) > 1)
    if not taken:
        return CORPUS[start % len(CORPUS)][:room], []
    return " ".join(CORPUS[number] for number in taken), taken
