"""What the command line names, in the corpus: folders, patterns, standard input, names that steer a terminal."""

from tests.parity.case import Case, Line

ONE, TWO = b"1,2,3\n", b"4,5,6\n"
A, B = (1, 2, 3), (4, 5, 6)


def _case(name: str, files: dict[str, bytes], lines: list[Line], *arguments: str, standard_input: bytes = b"") -> Case:
    return Case(name, "wine", files, tuple(lines), arguments, standard_input)


def listings() -> list[Case]:
    """Ways to name files for a model that takes rows of three numbers."""
    tree = {
        "d/b.csv": ONE,
        "d/a.CSV": TWO,
        "d/.hidden.csv": ONE,
        "d/notes.md": b"x",
        "d/z/c.csv": ONE,
        "d/m/n/e.csv": TWO,
    }
    in_order = [Line("d/a.CSV", 1, B), Line("d/b.csv", 1, A), Line("d/m/n/e.csv", 1, B), Line("d/z/c.csv", 1, A)]
    both = {"a1.csv": ONE, "a2.csv": TWO, "in/a3.csv": ONE, ".a4.csv": ONE}
    strange = "gr\u00fcn \u202e\n.csv"
    return [
        _case("a folder", tree, in_order, "d"),
        _case("a folder with a slash", tree, in_order, "d/"),
        _case("a folder and a file in it", tree, [in_order[1], *in_order], "d/b.csv", "d"),
        _case("a folder without files beside a file", {"e/x.md": b"x", "a.csv": ONE},
              [Line("e", None, "The folder has no file to answer"), Line("a.csv", 1, A)], "e", "a.csv"),
        _case("a pattern", both, [Line("a1.csv", 1, A), Line("a2.csv", 1, B)], "a*.csv"),
        _case("a pattern through folders", both,
              [Line("a1.csv", 1, A), Line("a2.csv", 1, B), Line("in/a3.csv", 1, A)], "**/a?.csv"),
        _case("a pattern that nothing fits", both, [Line("b*.csv", None, "There is no such file")], "b*.csv"),
        _case("a file called like a pattern", {"[a].csv": ONE, "a.csv": TWO}, [Line("[a].csv", 1, A)], "[a].csv"),
        _case("a missing file among others", {"a.csv": ONE},
              [Line("x.csv", None, "There is no such file"), Line("a.csv", 1, A)], "x.csv", "a.csv"),
        _case("standard input", {}, [Line("-", 1, A), Line("-", 2, B)], "-", standard_input=ONE + TWO),
        _case("empty standard input", {}, [Line("-", None, "There is no data")], "-"),
        _case("a strange name", {strange: ONE}, [Line(strange, 1, A)], strange),
        _case("a name with a dash", {"-x.csv": ONE}, [Line("-x.csv", 1, A)], "--", "-x.csv"),
    ]  # fmt: skip
