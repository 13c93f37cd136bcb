"""Writes chat_templates.json: what Jinja 3 itself, set up as Hugging Face's transformers sets it up, makes of templates.

The conversations are rendered with the chat templates of the tokenizers in the shared data folder and with those of the
folder templates; the snippets try the language feature by feature. A case whose rendering fails has "text": null.

Usage: python3 chat_templates.py SHARED_DATA > chat_templates.json   (needs jinja2 3.1)
"""
import datetime
import json
import pathlib
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox

DATA = pathlib.Path(sys.argv[1])


NOW = datetime.datetime(2025, 1, 20, 9, 5, 7)


class Generation(jinja2.ext.Extension):
    """{% generation %}…{% endgeneration %}, which in transformers marks what the assistant said and changes no text."""
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_text"), [], [], body).set_lineno(line)

    def _text(self, caller):
        return caller()


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    return env


def render(source, variables, now=None):
    env = environment()
    if now:
        env.globals["strftime_now"] = now.strftime
    try:
        return env.from_string(source).render(**variables)
    except Exception:
        return None


USER = {"role": "user", "content": "What is 2 + 3?"}
TURNS = [{"role": "system", "content": "Be brief.\n"}, USER, {"role": "assistant", "content": " 5 \n"},
         {"role": "user", "content": "用中文再说一遍 🙂 \"quoted\" <b>"}]
TOOLS = [{"type": "function", "function": {"name": "add", "description": "Adds \"two\" numbers — 加法",
          "parameters": {"type": "object", "properties": {"a": {"type": "number", "default": 1.0}, "b": {"type": "integer", "enum": [1, 2]}}, "required": ["a"]}}}]
CALL = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": {"a": 2, "b": 3.5, "c": None, "d": [True, "é"]}}}
CALL_TEXT = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{\"a\": 2}"}}
CONVERSATIONS = {
    "one user message": dict(messages=[USER]),
    "several turns": dict(messages=TURNS),
    "ends with the assistant": dict(messages=TURNS[:3]),
    "two system messages": dict(messages=[TURNS[0], TURNS[0], USER]),
    "tools": dict(messages=[USER], tools=TOOLS),
    "a tool call": dict(messages=[TURNS[0], USER, {"role": "assistant", "content": "", "tool_calls": [CALL, CALL]},
                                  {"role": "tool", "content": "5.5"}, {"role": "tool", "content": "6"}, USER], tools=TOOLS),
    "a tool call without content": dict(messages=[USER, {"role": "assistant", "content": None, "tool_calls": [CALL_TEXT, CALL_TEXT]},
                                                  {"role": "tool", "content": "5"}, {"role": "assistant", "content": "It is 5."}, USER]),
    "no messages": dict(messages=[]),
}
SPECIAL = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]


def content(token):
    return token["content"] if isinstance(token, dict) else token


def conversation_cases():
    for name in ["qwen2.5", "llama-3-instruct", "deepseek-v3"]:
        config = json.loads((DATA / "tokenizers" / name / "tokenizer_config.json").read_text(encoding="utf-8"))
        special = {key: content(config[key]) for key in SPECIAL if config.get(key) is not None}
        for title, conversation in CONVERSATIONS.items():
            for generation in (False, True):
                variables = dict(tools=None, documents=None, add_generation_prompt=generation) | special | conversation
                yield dict(tokenizer=name, title=title, messages=conversation["messages"], tools=conversation.get("tools"),
                           add_generation_prompt=generation, text=render(config["chat_template"], variables))


# What the folder's templates see beside the conversations above.
SPECIAL_TOKENS = {"bos_token": "<bos>", "eos_token": "<eos>"}
THOUGHT = {"role": "assistant", "content": "<think>\nTwo and\nthree.\n</think>\n\n5"}
MORE = {
    "thinking in the past": dict(messages=[USER, THOUGHT, TURNS[3]]),
    "thinking at the end": dict(messages=[TURNS[0], USER, THOUGHT]),
    "reasoning beside the content": dict(messages=[USER, {"role": "assistant", "content": "5", "reasoning_content": "\nTwo…\n"}]),
    "one tool call": dict(messages=[USER, {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool", "content": {"sum": 5.5, "unit": "°"}}], tools=TOOLS),
    "tools in the system message": dict(messages=TURNS, tools=TOOLS, tools_in_user_message=False, date_string="1 May 2024"),
    "tools of its own": dict(messages=[USER, {"role": "assistant", "content": "", "tool_calls": [CALL]}], builtin_tools=["add", "code_interpreter"]),
    "no thinking": dict(messages=[USER], enable_thinking=False),
    "many turns": dict(messages=[TURNS[i % 3 + 1] for i in range(20)]),
    "a content in parts": dict(messages=[{"role": "user", "content": [{"type": "text", "text": "hi"}]}]),
    "a time": dict(messages=[USER], now=NOW.isoformat()),
}


def family_cases():
    for path in sorted((pathlib.Path(__file__).parent / "templates").glob("*.jinja")):
        source = path.read_text(encoding="utf-8")
        for title, conversation in (CONVERSATIONS | MORE).items():
            for generation in (False, True):
                given = dict(tools=None, documents=None, add_generation_prompt=generation) | {k: v for k, v in conversation.items() if k != "now"}
                now = NOW if "now" in conversation else None
                yield dict(template=path.name, title=title, variables=given, now=conversation.get("now"), text=render(source, SPECIAL_TOKENS | given, now))


VALUES = dict(n=7, x=2.5, s="Hello World", u="Größe 🙂é", e="", t=True, f=False, none=None, l=[3, 1, 2], words=["b", "A", "c"],
              d={"b": 1, "a": [1, 2], "items": "shadow"}, people=[{"name": "Zoe", "age": 30, "x": {"y": 1}}, {"name": "Al", "age": 25}, {"name": "Bo", "age": 30}],
              text="  line one\n\nline two \n", nested=[[1, 2], ["a", None]])
SNIPPETS = [
    # White space.
    "a\n{% if t %}\n  b\n{% endif %}\nc\n", "a\n  {% if t %}\n  b\n  {% endif %}\nc\n\n", "a \n {%- if t -%} \n b \n {%- endif -%} \n c", "a {{ n }}\n b\n  {{ n }}  \nc",
    "x {# comment #}\n  {# comment #}\ny{#- c -#}\n z", "  {%+ if t %}b{% endif +%}\nc", "{% raw %}\n{{ n }} {% if %}{% endraw %}\nz", "a{%- raw -%} {{ x }} {%- endraw -%} b", "{{ n -}}\n\n {{- n }}", "\n\n{% set a = 1 %}\n\n{{ a }}\n\n",
    "a\r\n{% if t %}\r\nb{% endif %}", "{{ '}}' }}{{ {'a': {'b': 1}}['a'] }}{{ \"%}\" }}", "text { not a tag } {x} %} }}", "{% if t %}  \n b{% endif %}", "  x {% if t %}y{% endif %}\n", "{{ n }}{% if t %}\n{% endif %}\nend",
    # Literals and operators.
    "{{ 1 }} {{ 1.0 }} {{ 1e3 }} {{ 1_000 }} {{ 'a' 'b' }} {{ [1, 'a', none, true, 2.5] }} {{ (1,) }} {{ (1, 2) }} {{ {'k': 'v', 'w': [1]} }} {{ () }} {{ [] }} {{ {} }}",
    "{{ 'it\\'s' }} {{ [\"it's\"] }} {{ ['a\\nb\\t\\\\'] }} {{ '\\u00e9\\x41\\q' }} {{ ['é🙂'] }}", "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}",
    "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 'a' ~ 1 ~ none ~ true }} {{ 'a' + 'b' * 3 }} {{ [1] + [2] }} {{ 1 + 1.5 }} {{ 0.1 + 0.2 }} {{ true + 1 }}",
    "{{ 1 < 2 <= 2 }} {{ 1 < 2 > 3 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ [1] == (1,) }} {{ {'a': 1} == {'a': 1.0} }} {{ none == none }} {{ '1' == 1 }}",
    "{{ 1 in l }} {{ 9 not in l }} {{ 'b' in d }} {{ 'Wor' in s }} {{ not 1 in l }} {{ 1 and 2 }} {{ 0 or 'x' }} {{ not e }} {{ '' and 1 }} {{ n == 7 and not f or f }}",
    "{{ 'a' if t else 'b' }} {{ 'a' if f }}| {{ 'a' if f else 'b' if f else 'c' }} {{ (1 if t else 2) + 1 }}", "{{ -n }} {{ +n }} {{ - x }} {{ -n | abs }} {{ n | string + '!' }} {{ 1 - -1 }}",
    "{{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }} {{ 123456789.123 }} {{ 1e22 }} {{ 1.5e300 }} {{ 0.0 }} {{ -0.0 }} {{ 100000000000000000000.0 }} {{ 1/3 }}",
    # Access.
    "{{ l[0] }} {{ l[-1] }} {{ l[9] }}| {{ l[1:] }} {{ l[::-1] }} {{ l[:-1] }} {{ l[::2] }} {{ s[0] }} {{ s[-5:] }} {{ u[6] }} {{ u[::-1] }} {{ l[5:9] }} {{ l[-2:9:1] }} {{ l[2:0:-1] }}",
    "{{ d.b }} {{ d['a'] }} {{ d.a[1] }} {{ d.missing }}| {{ d['items'] }} {{ d.items() | list }} {{ d.get('b') }} {{ d.get('z') }} {{ d.get('z', 5) }} {{ people[0].x.y }} {{ l.0 }}",
    "{{ missing }}| {{ missing is defined }} {{ missing is undefined }} {{ missing == missing2 }} {{ not missing }} {{ missing | default('d') }} {{ missing or 'e' }} {{ [missing] }}",
    "{{ missing.x }}", "{{ missing + 1 }}", "{{ d.missing.x }}", "{{ missing() }}", "{{ none.x }}|", "{{ 1 + 'a' }}", "{{ 'a' < 1 }}", "{{ l.append(1) }}", "{{ 5 / 0 }}", "{% for x in missing %}a{% else %}none{% endfor %}", "{% for x in 5 %}{% endfor %}", "{{ s.nosuch() }}", "{{ missing in l }}", "{{ 1 in missing }}",
    "{{ ''.__class__ }}|", "{{ l.__len__ }}|", "{{ d.__init__ }}|",
    # Statements.
    "{% for i in l %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.previtem }}/{{ loop.nextitem }} {% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for k in d %}{{ k }}{% endfor %}{% for c in 'ab🙂' %}[{{ c }}]{% endfor %}", "{% for i in range(5) if i % 2 == 0 %}{{ i }}{{ loop.last }}{% else %}x{% endfor %}{% for i in [] %}a{% else %}b{% endfor %}",
    "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}", "{% set v = 1 %}{% for i in l %}{% set v = v + i %}{{ v }} {% endfor %}{{ v }}", "{% set v = 1 %}{% for i in l %}{{ v }}{% set v = 9 %}{% endfor %}{{ v }}", "{% if t %}{% set inner = 5 %}{% endif %}{{ inner }}",
    "{% set ns = namespace(c=0, s='a') %}{% for i in l %}{% set ns.c = ns.c + i %}{% endfor %}{{ ns.c }}{{ ns.s }}{{ ns.zz }}|", "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set a, b = b, a %}{{ a }}{{ b }}", "{% set c %}x{{ n }}\n y{% endset %}[{{ c }}]{% set c | upper | trim %} abc {% endset %}[{{ c }}]",
    "{% macro m(a, b=2, c='z') %}<{{ a }}{{ b }}{{ c }}>{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(1, c='q') }}{{ m() }}{{ m(b=5, a=4) }}", "{% macro f(k) -%}{{ k }}{% if k > 0 %}{{ f(k - 1) }}{% endif %}{%- endmacro %}{{ f(3) }}", "{% set g = 1 %}{% macro m() %}{{ g }}{% endmacro %}{% set g = 2 %}{{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "{% if n > 5 %}big{% elif n > 3 %}mid{% else %}small{% endif %}{% if f %}1{% elif t %}2{% endif %}", "{% for i in l %}{% for j in l %}{{ loop.depth }}{{ i * j }}{% if loop.last %}.{% endif %}{% endfor %}{{ loop.index }}{% endfor %}", "{% for p in people %}{{ loop.cycle('odd', 'even') }}{% if loop.changed(p.age) %}*{% endif %}{{ p.name }}{% endfor %}",
    "{% for i in range(1, 10, 3) %}{{ i }}{% endfor %}{{ range(3) | list }}{{ range(5, 0, -2) | list }}", "{% for (a, b) in nested %}{{ a }}-{{ b }};{% endfor %}", "{% if missing is not none and missing %}a{% else %}b{% endif %}", "{% set x = 3 if n > 5 else 4 %}{{ x }}", "{{ raise_exception('no') }}", "{% nosuch %}", "{% if t %}", "{{ n ", "{% endif %}", "{{ 'abc }}", "{{ n | nosuch }}", "{{ n is nosuch }}", "{% for i in l %}{{ i }}{% endif %}",
    # Filters.
    "{{ text | trim }}|{{ 'xxaxx' | trim('x') }}|{{ s | upper }}|{{ s | lower }}|{{ s | title }}|{{ 'hELLO wORLD' | capitalize }}|{{ \"they're bill's\" | title }}|{{ s | length }}|{{ u | length }}|{{ d | length }}|{{ s | replace('o', '0') }}|{{ s | replace('o', '0', 1) }}|{{ s | reverse }}",
    "{{ l | sort }} {{ l | sort(reverse=true) }} {{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ l | first }} {{ l | last }} {{ l | sum }} {{ l | min }} {{ l | max }} {{ l | join(', ') }} {{ people | join('/', attribute='name') }} {{ l | reverse | list }} {{ [] | first }}| {{ words | max }}",
    "{{ people | selectattr('age', 'equalto', 30) | map(attribute='name') | join(',') }} {{ people | rejectattr('x') | map(attribute='name') | list }} {{ people | selectattr('x', 'defined') | map(attribute='x.y') | list }} {{ l | select('odd') | list }} {{ l | reject('gt', 2) | list }} {{ ['a', ''] | select | list }} {{ words | map('upper') | list }} {{ people | map(attribute='q', default='-') | join }} {{ words | map('replace', 'b', 'x') | list }}",
    "{{ d | tojson }} {{ nested | tojson }} {{ u | tojson }} {{ '<a> & \\' \" \\n \\u2028' | tojson }} {{ 1.0 | tojson }} {{ none | tojson }} {{ d | tojson(indent=2) }} {{ {'b': 1, 'a': {}} | tojson(sort_keys=true) }} {{ [] | tojson(indent=4) }} {{ [1, [2]] | tojson(indent=1) }} {{ [1, 2] | tojson(separators=(',', ':')) }} {{ 1e20 | tojson }}",
    "{{ missing | tojson }}", "{{ '5' | int }} {{ 'x' | int }} {{ 'x' | int(9) }} {{ 3.9 | int }} {{ '3.7' | int }} {{ '2.5' | float }} {{ 'q' | float }} {{ 3 | float }} {{ 2.567 | round(2) }} {{ 2.5 | round }} {{ 2.1 | round(method='ceil') }} {{ 3 | round }} {{ -3 | abs }} {{ 5 | string }} {{ [1] | string }}",
    "{{ d | items | list }} {{ d | dictsort }} {{ {'B': 2, 'a': 3} | dictsort }} {{ {'b': 2, 'a': 3} | dictsort(by='value', reverse=true) }} {{ s | list }} {{ [1, 2, 1, 'A', 'a'] | unique | list }} {{ 'a\nb\n\nc' | indent }} {{ 'a\nb' | indent(2, true) }} {{ 'a\n\nb' | indent(2, blank=true) }} {{ e | default('x') }}| {{ e | default('x', true) }} {{ e | d('y', boolean=true) }} {{ '<a href=\"x\">' | escape }} {{ '<b>' | safe }} {{ 'a b  c' | wordcount }}",
    "{% for g in people | groupby('age') %}{{ g.0 }}: {{ g[1] | map(attribute='name') | join(',') }}; {% endfor %}", "{{ s | upper | lower | title }} {{ (1, 2) | list }} {{ 'a,b' | attr('x') }}| {{ l | count }}",
    # Tests.
    "{{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ n is divisibleby(2) }} {{ n is number }} {{ x is float }} {{ n is integer }} {{ t is integer }} {{ t is boolean }} {{ t is number }} {{ t is true }} {{ f is false }} {{ none is none }} {{ s is string }} {{ l is iterable }} {{ d is mapping }} {{ l is sequence }} {{ d is sequence }} {{ s is iterable }} {{ n is iterable }} {{ range is callable }} {{ n is eq 7 }} {{ n is gt(5) }} {{ n is in [7] }} {{ 'a' is lower }} {{ 'A' is upper }} {{ n is not none }} {{ n is sameas n }} {{ s is defined and s is string }}",
    # Methods.
    "{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ s.split() }}|{{ 'a,b,,c'.split(',') }}|{{ 'a,b,c'.split(',', 1) }}|{{ 'a b  c '.split(none, 1) }}|{{ 'a,b,c'.rsplit(',', 1) }}|{{ ' a  b c'.rsplit(none, 1) }}|{{ 'a,b'.split(',')[-1] }}|{{ text.splitlines() }}|{{ 'a\n'.splitlines(true) }}",
    "{{ s.startswith('He') }} {{ s.endswith(('x', 'ld')) }} {{ s.upper() }} {{ s.lower() }} {{ s.title() }} {{ s.capitalize() }} {{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 2) }} {{ '-'.join(words) }} {{ s.find('o') }} {{ s.rfind('o') }} {{ s.find('q') }} {{ s.count('l') }} {{ u.find('é') }} {{ '12'.isdigit() }} {{ 'ab'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ ''.isdigit() }} {{ 'Ab'.isupper() }} {{ 'ab'.islower() }} {{ 'prefix_x'.removeprefix('prefix_') }} {{ 'x.py'.removesuffix('.py') }}",
    "{{ d.keys() | list }} {{ d.values() | list }} {{ l.index(2) }} {{ l.count(1) }} {% for k, v in {'q': 1}.items() %}{{ k }}{{ v }}{% endfor %} {{ dict(a=1, b=2) }} {{ ('</think>' in 'a</think>b') }} {{ 'a</think>\n\nb'.split('</think>')[-1].lstrip('\\n') }}",
    # Call blocks, filters around blocks, with, what goes beyond a macro's parameters.
    "{% macro m(a) %}[{{ a }}:{{ caller() }}]{% endmacro %}{% call m(1) %}x{{ n }}{% endcall %}", "{% macro m() %}{% for i in l %}{{ caller(i, 2) }}{% endfor %}{% endmacro %}{% call(a, b=5) m() %}<{{ a }}{{ b }}>{% endcall %}", "{% macro m(a) %}{{ a }}{% endmacro %}{% call m(1) %}x{% endcall %}",
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, k=4) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, k=4) }}", "{% filter upper | replace('A', 'b') %}ab{{ s }}{% endfilter %}", "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q }}|", "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}|", "{% set j = joiner('; ') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}", "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}",
    "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}", "{% macro m(a=none) %}{{ a }}{% endmacro %}{{ m() }}", "{% generation %}x{{ n }}{% endgeneration %}",
    # Formatting.
    "{{ '%s and %d, %5.2f|%-5s|%05d|%x' % ('a', 7, 2.567, 'b', 42, 255) }} {{ '%s' % 'x' }} {{ '%(a)s' % {'a': 1} }} {{ '%d%%' % 5 }} {{ '%s %s' | format(1, none) }} {{ '%r' % 'q' }}", "{{ '%d' % 'x' }}", "{{ '%s %s' % 'x' }}", "{{ '%s' % (1, 2) }}",
    "{{ '{} {} {0}'.format(1, 2) }}", "{{ '{}-{}'.format('a', 5) }} {{ '{1}{0}'.format('a', 'b') }} {{ '{x:>5}|{y:<4}|{z:^7}'.format(x=1, y='b', z='mid') }} {{ '{:05d} {:,} {:.2f} {:+d}'.format(42, 1234567, 2.567, 3) }} {{ '{{}} {!r}'.format('a') }} {{ '{:.1%}'.format(0.256) }} {{ '{:*^9}'.format('x') }} {{ '{:>6.2f}'.format(3.14159) }}",
    "{{ 'ab'.center(7, '*') }} {{ 'ab'.ljust(5) }}| {{ 'ab'.rjust(5, '.') }} {{ '42'.zfill(5) }} {{ '-42'.zfill(5) }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'x'.partition('=') }} {{ 'aB'.swapcase() }} {{ 'ß'.upper() }} {{ 'Straße'.casefold() }} {{ 'abc'.index('c') }} {{ 'x' | center(5) }}|",
    "{{ 'abc'.index('z') }}", "{{ [1] * 3 }} {{ (1, 2) * 2 }}", "{{ range(7) | batch(3) | list }} {{ range(7) | batch(3, 'x') | list }} {{ range(7) | slice(3) | list }} {{ range(7) | slice(3, 'x') | list }}", "{{ 'Lorem ipsum dolor sit' | truncate(10) }}|{{ 'Lorem ipsum dolor sit' | truncate(10, true) }}|{{ 'Lorem ipsum dolor' | truncate(15) }}|{{ 'Lorem ipsum dolor sit' | truncate(12, leeway=0, end='…') }}",
    "{{ 'a b/c?é&=~' | urlencode }} {{ u | tojson(ensure_ascii=true) }} {{ '\x1c a \x1f' | trim }}|{{ ' \x1ea'.strip() }}|{{ d.copy() == d }} {{ l.copy() }} {{ 'é' | e }}",
]

json.dump(dict(
    conversations=list(conversation_cases()), special_tokens=SPECIAL_TOKENS, families=list(family_cases()), values=VALUES,
    snippets=[dict(source=source, text=render(source, VALUES)) for source in SNIPPETS]), sys.stdout, ensure_ascii=False, indent=1)
print()
