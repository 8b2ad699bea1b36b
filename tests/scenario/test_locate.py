"""Every key path that TOML's reader finds is located on a line that holds the key."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.locate import locate

NAMES = st.text("abcxyz_-019", min_size=1, max_size=5)
KEYS = NAMES | NAMES.map(lambda name: f'"{name} {name}"') | NAMES.map(lambda name: f"'{name}.é'")
SCALARS = st.sampled_from(
    [
        "1",
        "-2.5e3",
        "true",
        "08:30:00",
        "1979-05-27 07:32:00",
        '"text # no comment"',
        '"a \\" b ] }"',
        "'lit [ { \\'",
        '"""two\nlines = 1\n"""',
        "'''three\n[no.table]\n'''",
        '"""quote " and "" inside"""',
        '""',
    ]
)
SPACE = st.sampled_from(["", " ", "  ", "\t"])
COMMENT = st.sampled_from(["", " # a = 1", "\n# [table]", "\n"])


@st.composite
def arrays(draw, values):
    parts = draw(st.lists(values, max_size=3))
    gap = draw(st.sampled_from(["", " ", "\n  ", " # x ] = 1\n"]))
    return (
        "["
        + gap
        + ("," + gap).join(parts)
        + ("," if parts and draw(st.booleans()) else "")
        + gap
        + "]"
    )


@st.composite
def inline_tables(draw, values):
    keys = draw(st.lists(KEYS, max_size=3, unique_by=bare))
    pairs = [f"{key}{draw(SPACE)}={draw(SPACE)}{draw(values)}" for key in keys]
    return "{ " + ", ".join(pairs) + " }"


def bare(key):
    return key.strip("\"'")


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6)


@st.composite
def documents(draw):
    lines = []
    for _ in range(draw(st.integers(0, 4))):
        lines += draw(pairs())
    for _ in range(draw(st.integers(0, 5))):
        keys = draw(st.lists(KEYS, min_size=1, max_size=3))
        dotted = f"{draw(SPACE)}.{draw(SPACE)}".join(keys)
        is_array = draw(st.booleans())
        lines.append(f"[[{dotted}]]" if is_array else f"[{dotted}]")
        for _ in range(draw(st.integers(0, 3))):
            lines += draw(pairs())
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@st.composite
def pairs(draw):
    keys = draw(st.lists(KEYS, min_size=1, max_size=2))
    return [f"{'.'.join(keys)}{draw(SPACE)}={draw(SPACE)}{draw(VALUES)}{draw(COMMENT)}"]


def paths_of(tree, path=()):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield (*path, key)
            yield from paths_of(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield (*path, place)
            yield from paths_of(value, (*path, place))


@settings(max_examples=600, deadline=None)
@given(documents())
def test_every_key_path_stands_on_a_line_that_holds_its_key(text):
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # keys met twice; the scanner is asked about valid texts only
    lines, found = text.split("\n"), locate(text)
    for path in paths_of(tree):
        assert path in found, path
        assert 1 <= found[path] <= len(lines)
        if isinstance(path[-1], str):
            assert path[-1] in lines[found[path] - 1]


@settings(max_examples=300, deadline=None)
@given(documents())
def test_nothing_is_located_that_is_not_there(text):
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(locate(text)) == set(paths_of(tree))


def test_a_key_is_found_where_it_stands_for_itself():
    text = "[a.b]\nx = 1\n\n[a]\ny = { z = [1,\n 2] }\n[[c]]\n[[c]]\n[c.d]\nk = 'v'\n"
    found = locate(text)
    assert found["a",] == 4
    assert found["a", "b"] == 1
    assert found["a", "y", "z", 1] == 6
    assert found["c", 1] == 8
    assert found["c", 1, "d", "k"] == 10


def test_escaped_keys_are_read_as_toml_reads_them():
    text = '"a\\u0062\\n" = 1\n"\\U0001F600\\\\" = 2\n'
    assert set(locate(text)) == {(key,) for key in tomllib.loads(text)}


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_can_be_scanned(text):
    locate(text)
