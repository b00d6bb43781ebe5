"""JSON files of the corpus: numbers, objects by inputs, rows, and what is none of them."""

from tests.parity.case import Case, Said, rows, single


def _numbers(name: str, data: str | bytes, said: Said) -> Case:
    return single(name, "numbers", "j.json", data.encode() if isinstance(data, str) else data, said)


def json_files() -> list[Case]:
    """JSON for models with four numbers, named columns, two inputs, and a sound."""
    return [*_lists(), *_objects(), *_rows(), *_not_json(), *_not_numbers()]


def _lists() -> list[Case]:
    right = (1, 2.5, -3, 400)
    text = "[1, 2.5, -3, 4e2]"
    return [
        _numbers("a list", text, right),
        _numbers("a list in a list", f" [{text}]\n", right),
        _numbers("with a mark", b"\xef\xbb\xbf" + text.encode(), right),
        _numbers("in utf-16", text.encode("utf-16"), right),
        single("samples of a sound", "sound", "j.json", b"[0.5, -0.5]", (0.5, -0.5, *(0,) * 6)),
        _numbers("a list that is too short", "[1, 2]", 'The data do not fit the input "x"'),
    ]


def _objects() -> list[Case]:
    return [
        _numbers("by the input's name", '{"x": [1, 2, 3, 4], "more": "x"}', (1, 2, 3, 4)),
        _numbers("by the tensor's name", '{"serving_x": [1, 2, 3, 4]}', (1, 2, 3, 4)),
        _numbers("a name twice", '{"x": [0], "x": [1, 2, 3, 4]}', (1, 2, 3, 4)),
        _numbers("a name written by escapes", '{"\\u0078": [1, 2, 3, 4]}', (1, 2, 3, 4)),
        single("both inputs", "two", "j.json", b'{"right": 3, "left": [1, 2]}', (1, 2, 3)),
        single("one of two inputs", "two", "j.json", b'{"left": [1, 2]}', 'The input "right" is missing'),
        single("a list for two inputs", "two", "j.json", b"[1, 2]", "One list of numbers is not enough"),
        _numbers("an object of other things", '{"y": 1}', "The object does not fit this model"),
    ]


def _rows() -> list[Case]:
    missing = 'Row 2: The column "acid" is missing'
    named = '[{"alcohol": 1, "acid": 2, "Größe": 3, "id": "a"}, {"alcohol": 4, "acid": null, "Größe": 6}]'
    return [
        rows("objects with columns", "wine", "j.json", named.encode(), (1, 2, 3), missing),
        rows("lists of a table", "wine", "j.json", b'[[1, 2, 3], [4, "x", 6]]', (1, 2, 3), "Row 2: An entry of"),
        single("one row", "wine", "j.json", '{"alcohol": 1, "acid": 2, "Größe": 3}'.encode("cp1252"), (1, 2, 3)),
        rows("objects for two inputs", "two", "j.json", b'[{"left": [1, 2], "right": 3}]', (1, 2, 3)),
        rows(
            "something else among objects", "wine", "j.json", b'[{"alcohol": 1}, "x"]',
            'Row 1: The column "acid" is missing', "Row 2: An entry of the list is no number",
        ),
    ]  # fmt: skip


def _not_json() -> list[Case]:
    def damaged(text: str, line: int, column: int) -> Case:
        what = f"The JSON cannot be read. It is not valid at line {line}, column {column}. Save"
        return _numbers(f"damaged {text[:12]!r}", text, what)

    return [
        damaged("[1, 2", 1, 6),
        damaged("[1,\n 2,]", 2, 4),
        damaged("[1 2]", 1, 4),
        damaged("[01]", 1, 3),
        damaged("[1.]", 1, 3),
        damaged("[+1]", 1, 2),
        damaged('{"x" [1]}', 1, 6),
        damaged("{x: [1]}", 1, 2),
        damaged('{"x": [1],}', 1, 11),
        damaged('["ü", x]', 1, 7),
        damaged('["ab', 1, 2),
        damaged('["a\tb"]', 1, 4),
        damaged('["\\x"]', 1, 3),
        damaged("[1] [2]", 1, 5),
        damaged("[nul]", 1, 2),
        _numbers("an endless nest", "[" * 100_000, "The lists are nested too deeply"),
    ]


def _not_numbers() -> list[Case]:
    def entry(text: str, words: str) -> Case:
        return _numbers(
            f"an entry {text[:20]}", f"[1, {text}, 3, 4]", f"An entry of the list is no number. It is {words}. Write"
        )

    return [
        entry('"2"', '"2"'),
        entry(f'"{"ä" * 60}"', f'"{"ä" * 37}..."'),
        entry("true", "true"),
        entry("null", "nothing"),
        entry("NaN", "NaN"),
        entry("1e999", "too large"),
        entry("1" + "0" * 400, "too large"),
        entry("{}", "an object"),
        entry("[2]", "a list"),
        _numbers("nothing", "[]", "There are no numbers"),
        _numbers("lists of several lengths", "[[1, 2], [3]]", "The lists are not all of one length"),
        _numbers("nine dimensions", "[" * 9 + "1" + "]" * 9, "The lists are nested too deeply"),
    ]
