"""Reading of menu entries in tests, as a desktop does: fields, and the arguments of an Exec line."""


def fields_of(text: str) -> dict[str, str]:
    head, *lines = text.splitlines()
    assert head == "[Desktop Entry]"
    return dict(line.split("=", 1) for line in lines)


def arguments_of(exec_line: str, file: str) -> list[str]:
    """The escapes of values, the quoting of arguments, then the field codes: %f (and %k) are `file`."""
    plain = exec_line.replace("\\\\", "\0").replace("\0", "\\")
    found, current, quoted, at = [], "", False, 0
    while at < len(plain):
        letter = plain[at]
        if letter == '"':
            quoted = not quoted
        elif quoted and letter == "\\":
            at += 1
            current += plain[at]
        elif letter == " " and not quoted:
            found.append(current)
            current = ""
        elif quoted:
            assert letter not in "`$", "must be escaped inside of quotes"
            current += letter
        else:
            current += letter
        at += 1
    return [file if part in {"%f", "%k"} else part.replace("%%", "%") for part in (*found, current)]
