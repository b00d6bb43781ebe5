"""Tables of the corpus: encodings, separators, headers, quotes, missing cells."""

from tests.parity.case import Case, Said, rows, single

HEAD = "alcohol,acid,Größe\n"
NAMED_TEXT = "1,2,3\n4,5,6\n"
BOTH: tuple[Said, Said] = ((1, 2, 3), (4, 5, 6))


def _wine(name: str, data: str | bytes, *said: Said, last: str = "") -> Case:
    return rows(name, "wine", "t.csv", data.encode() if isinstance(data, str) else data, *said, last=last)


def _refused(name: str, data: str, what: str) -> Case:
    return single(name, "wine", "t.csv", data.encode(), what)


def tables() -> list[Case]:
    """Tables for a model with the columns alcohol, acid and Größe, and for one without names."""
    return [*_encodings(), *_forms(), *_headers(), *_bad_cells(), *_damaged(), *_numbers_without_names()]


def _encodings() -> list[Case]:
    text = "Größe;acid;alcohol\n3;2;1\n6;5;4\n"
    late = f"acid,alcohol,{'x' * 600},Größe\n2,1,0,3\n5,4,0,6\n"
    return [
        *(_wine(encoding, text.encode(encoding), *BOTH) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")),
        _wine("utf-16 the other way round", b"\xfe\xff" + text.encode("utf-16-be"), *BOTH),
        _wine("cp1252 that shows only far behind", late.encode("cp1252"), *BOTH),
        _wine("utf-16 with half a character", text.encode("utf-16") + b"7", *BOTH, "Row 3, column"),
        _wine(
            "a broken character in a cell",
            b"1,2,3\n4,\xff,6\n",
            BOTH[0],
            'Row 2, column "acid" is no number. It holds "ÿ"',
        ),
    ]


def _forms() -> list[Case]:
    return [
        _wine("commas", NAMED_TEXT, *BOTH),
        _wine("semicolons and Windows' line ends", "1;2;3\r\n4;5;6", *BOTH),
        _wine("old line ends", "1\t2\t3\r4\t5\t6\r", *BOTH),
        _wine("trailing separators", "1,2,3,\n4,5,6,,\n", *BOTH),
        _wine("a header with trailing separators", "alcohol;acid;Größe;\n1;2;3;\n4;5;6;\n", *BOTH),
        _wine("empty lines and lines of separators", "\n\n1,2,3\n , ,\n,,\n4,5,6\n\n", *BOTH),
        _wine("blanks of several kinds", " 1,\u00a02 ,\u20033\n4,\t5,6\n", *BOTH),
        _wine("quotes", '"1","2","3"\n4,"5",6\n', *BOTH),
        _wine("commas for the point", "1,5;-2,25;3\n1.5;7.;0\n", (1.5, -2.25, 3), (1.5, 7, 0)),
        _wine("numbers of every form", "1.5,-2e3,+.5\n.25,1E-2,7.\n", (1.5, -2000, 0.5), (0.25, 0.01, 7)),
        _wine("large numbers", "100000000,1e20,123456.789\n", (1e8, 1e20, 123456.789)),
        rows("tabs", "wine", "t.tsv", b"1\t2\t3\n4\t5\t6\n", *BOTH),
        rows("a name that says nothing", "wine", "t.png", NAMED_TEXT.encode(), *BOTH),
    ]


def _headers() -> list[Case]:
    quoted = '"alcohol", "acid", "Größe", "a ""quoted"" one, and\na line"\n1,2,3,x\n"4","5","6","two\nlines"\n'
    return [
        _wine("a header", HEAD + NAMED_TEXT, *BOTH),
        _wine("a header in another order with more columns", "id;Größe;acid;alcohol\na;3;2;1\nb;6;5;4\n", *BOTH),
        _wine("a header in quotes", quoted, *BOTH),
        _wine("a first row with one bad cell", "1,x,3\n4,5,6\n", 'Row 1, column "acid" is no number', BOTH[1]),
        _wine("a first row with an empty cell", ",2,3\n4,5,6\n", 'Row 1, column "alcohol" is empty', BOTH[1]),
        _wine("a name beside numbers", "alcohol,2,3\n4,5,6\n", 'Row 1, column "alcohol" is no number', BOTH[1]),
        _wine("all names beside a number", "2020,alcohol,acid,Größe\n0,1,2,3\n0,4,5,6\n", *BOTH),
        _refused("a missing column", "alcohol,Acid,Größe\n1,2,3\n", 'The table has no column "acid"'),
        _refused("a header alone", HEAD, "The table is empty. Below its header"),
    ]


def _bad_cells() -> list[Case]:
    def second(name: str, row: str, what: str) -> Case:
        return _wine(name, f"1,2,3\n{row}\n7,8,9\n", (1, 2, 3), what, (7, 8, 9))

    return [
        second("a missing cell", "1,,3", 'Row 2, column "acid" is empty'),
        second("a word", "1,n/a,3", 'Row 2, column "acid" is no number. It holds "n/a"'),
        second("not a number", "1,nan,3", 'Row 2, column "acid" is no number'),
        second("a number without end", "1,1e999,3", 'Row 2, column "acid" is no number'),
        second("a hexadecimal number", "0x10,2,3", 'Row 2, column "alcohol" is no number'),
        second("a number with an underscore", "1,1_000,3", 'Row 2, column "acid" is no number'),
        second("a long cell", f"1,{'ä' * 60},3", f'Row 2, column "acid" is no number. It holds "{"ä" * 37}..."'),
        second("a cell that turns the line round", "1,\u202e5,3", 'Row 2, column "acid" is no number'),
        second("too few cells", "1,2", "Row 2 has 2 values"),
        second("too many cells", "1,2,3,4", "Row 2 has 4 values"),
        _wine("a short row below a header", HEAD + "1,2\n4,5,6\n", 'Row 1, column "Größe" is empty', BOTH[1]),
        _wine("thousands", "1;1,234,567;3\n4;5;6\n", 'Row 1, column "acid" is no number', BOTH[1]),
    ]


def _damaged() -> list[Case]:
    return [
        _refused("a quote without end", '1,2,"3\n4,5,6\n', "The table cannot be read. Its quotes or lines are damaged"),
        _wine("a quote without end behind rows", '1,2,3\n4,5,"6\n', BOTH[0], last="The table cannot be read"),
        _wine("letters behind a quote", '1,2,3\n4,"5"x,6\n7,8,9\n', BOTH[0], last="The table cannot be read"),
        _wine("a quote within a cell", '1,2,3\n4,5"",6\n', BOTH[0], 'Row 2, column "acid" is no number'),
        _refused("blanks alone", "\n \n", "The file holds no numbers that can be read. It is something unknown"),
        _refused("nothing", "", "The file is empty"),
        single("bytes", "wine", "t.csv", b"1,2\0,3\n", "The file holds no numbers that can be read"),
        single(
            "a picture",
            "wine",
            "t.csv",
            b"\x89PNG\r\n\x1a\n" + bytes(20),
            "The file does not fit this model. It is a PNG",
        ),
        single("a sound", "wine", "t.csv", b"RIFF\0\0\0\0WAVE", "The file does not fit this model. It is a WAV sound"),
    ]


def _numbers_without_names() -> list[Case]:
    def numbers(name: str, data: bytes, *said: Said, note: str = "") -> Case:
        return rows(name, "numbers", "n.csv", data, *said, note=note)

    names = "note: n.csv: Its first row is taken for names: a, b, c, d.\n"
    return [
        numbers("no header", b"1,2,3,4\n5,6,7,8\n", (1, 2, 3, 4), (5, 6, 7, 8)),
        numbers("names that nothing looked for", b"a,b, c,d\n1,2,3,4\n", (1, 2, 3, 4), note=names),
        numbers("a bad cell first", b"1,x,3,4\n5,6,7,8\n", "Row 1, column 2 is no number", (5, 6, 7, 8)),
        numbers("too many", b"1,2,3,4,5\n", "Row 1 has 5 values"),
    ]
