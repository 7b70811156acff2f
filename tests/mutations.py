"""Ways to spoil a file, each with its own dice so that it can be made again: bytes, lines and cells of a text, parts of a zip."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Final

Mutation = Callable[[bytes, Random], bytes]

NASTY_CELLS: Final = (
    "", " ", '"', '""', "'", ";", ",", "\t", "\\N", "NULL", "n.v.t.", "-", "#N/A", "#REF!", "=1+1", "=cmd|'/c calc'!A0",
    "@SUM(A1)", "+31", "-1", "0", "1e999", "-1e999", "NaN", "inf", "99999999999999999999", "0,1", "1.234.567,89", "€ 5",
    "01/02/03", "31-02-2024", "2024-02-30", "24:00", "1900-01-00", "2100-01-01", "9999-12-31", "0000-00-00", "99999-01-01",
    "-0001-01-01", "1-jan-24", "2024-01-01T00:00:00+99:99", "20240101", "45000", "2958466", "x" * 40_000, "\x00", "\x01\x1a",
    "\x7f", "\u202e", "\ufeff", "\ufffe", "😀", "e\u0301" * 50, "a\nb\nc", "a\r\nb", "<script>alert(1)</script>",
    "{{7*7}}", "{file}", "%s%n", "../../etc/passwd", "'; drop table loads; --", "$1", "${jndi:ldap://x}", "_x000D_",
    "item_id", "service", "row_number", "c0", "batch_id",
)  # fmt: skip
NASTY_NUMBERS: Final = (
    b"0",
    b"-1",
    b"1",
    b"99999",
    b"1048576",
    b"1048577",
    b"4294967295",
    b"9" * 25,
    b"1e308",
    b"NaN",
    b"",
)
NASTY_XML: Final = (
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"&a;", b"&#0;", b"&#xD800;", b"&lt;", b"]]>", b"<!--", b"<",
    b">", b"<![CDATA[", b"\x00", b"\xff\xfe", b"</c>", b"</row>", b"<row/>", b"<c/>", b'<c r="XFD1048576"><v>1</v></c>',
    b'<c r="A0"><v>1</v></c>', b'<c r="ZZZZ1"><v>1</v></c>', b'<c t="e"><v>#SPILL!</v></c>', b'<c t="s"><v>-1</v></c>',
    b'<c t="d"><v>2024-01-01T25:00:00</v></c>', b"<f>1+1</f>", b'<mergeCell ref="A1:XFD1048576"/>', b"xml:space=",
)  # fmt: skip


def _place(content: bytes, dice: Random) -> int:
    """Return a place in the content; as often as not near its beginning, where what it is and its headings stand."""
    length = max(1, len(content))
    return dice.randrange(min(length, 600)) if dice.random() < 0.4 else dice.randrange(length)


def flip_bytes(content: bytes, dice: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 3, 20))):
        if changed:
            changed[_place(content, dice)] = dice.randrange(256)
    return bytes(changed)


def truncate(content: bytes, dice: Random) -> bytes:
    return content[: _place(content, dice)]


def drop_beginning(content: bytes, dice: Random) -> bytes:
    return content[_place(content, dice) :]


def insert_bytes(content: bytes, dice: Random) -> bytes:
    at, some = _place(content, dice), dice.choice((1, 8, 400))
    return content[:at] + dice.choice((dice.randbytes(some), b"\x00" * some, b'"' * some, b"\n" * some)) + content[at:]


def remove_block(content: bytes, dice: Random) -> bytes:
    at = _place(content, dice)
    return content[:at] + content[at + dice.choice((1, 16, 512, 5000)) :]


def double_block(content: bytes, dice: Random) -> bytes:
    at, length = _place(content, dice), dice.choice((1, 16, 512, 5000))
    return content[: at + length] + content[at : at + length] + content[at + length :]


def zero_block(content: bytes, dice: Random) -> bytes:
    at, length = _place(content, dice), dice.choice((4, 64, 512))
    return content[:at] + b"\x00" * min(length, max(0, len(content) - at)) + content[at + length :]


def _lines(content: bytes) -> tuple[list[bytes], bytes]:
    end = b"\r\n" if b"\r\n" in content else b"\n"
    return content.split(end), end


def _delimiter(lines: list[bytes]) -> bytes:
    return max((b",", b";", b"\t", b"|"), key=lambda sign: sum(line.count(sign) for line in lines[:20]))


def nasty_cell(content: bytes, dice: Random) -> bytes:
    lines, end = _lines(content)
    sign = _delimiter(lines)
    for _ in range(dice.choice((1, 5, 40))):
        at = dice.randrange(len(lines)) if dice.random() < 0.9 else 0
        cells = lines[at].split(sign)
        text = dice.choice(NASTY_CELLS)
        quoted = text if dice.random() < 0.4 else '"' + text.replace('"', '""') + '"'
        cells[dice.randrange(len(cells))] = quoted.encode("utf-8", "surrogatepass")
        lines[at] = sign.join(cells)
    return end.join(lines)


def nasty_column(content: bytes, dice: Random) -> bytes:
    """Put one text, or one of several by turns, under a heading in every row."""
    lines, end = _lines(content)
    sign = _delimiter(lines)
    column, texts = dice.randrange(max(1, lines[0].count(sign) + 1)), dice.choices(NASTY_CELLS, k=dice.choice((1, 3)))
    for at in range(1, len(lines)):
        cells = lines[at].split(sign)
        if column < len(cells):
            cells[column] = ('"' + dice.choice(texts).replace('"', '""') + '"').encode()
            lines[at] = sign.join(cells)
    return end.join(lines)


def other_delimiter(content: bytes, dice: Random) -> bytes:
    lines, end = _lines(content)
    sign, other = _delimiter(lines), dice.choice((b",", b";", b"\t", b"|", b":", b" ", b"^"))
    first = dice.choice((0, 1, len(lines) // 2))
    return end.join([*lines[:first], *(line.replace(sign, other) for line in lines[first:])])


def other_line_ends(content: bytes, dice: Random) -> bytes:
    lines, end = _lines(content)
    ends = (b"\n", b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x0c", b"\x1e", b"\xc2\x85", b"\xe2\x80\xa8")
    if dice.random() < 0.5:
        return dice.choice(ends).join(lines)
    return b"".join(line + (dice.choice(ends) if dice.random() < 0.1 else end) for line in lines)


def shuffle_lines(content: bytes, dice: Random) -> bytes:
    lines, end = _lines(content)
    kind = dice.choice(("shuffle", "double", "drop", "headings again", "blank", "one"))
    if kind == "shuffle":
        dice.shuffle(lines)
    elif kind == "double":
        lines = [line for line in lines for _ in range(dice.choice((1, 1, 1, 2)))]
    elif kind == "drop":
        lines = [line for line in lines if dice.random() < 0.7]
    elif kind == "headings again":
        lines = [part for line in lines for part in ((lines[0], line) if dice.random() < 0.05 else (line,))]
    elif kind == "blank":
        lines = [b""] * dice.randrange(30) + [b"A report of something"] * dice.randrange(3) + lines
    else:
        lines = lines[: dice.choice((1, 2))]
    return end.join(lines)


def change_columns(content: bytes, dice: Random) -> bytes:
    lines, end = _lines(content)
    sign = _delimiter(lines)
    width, kind = lines[0].count(sign) + 1, dice.choice(("drop", "double", "swap", "ragged", "rename"))
    one, two = dice.randrange(width), dice.randrange(width)
    changed = []
    for at, line in enumerate(lines):
        cells = line.split(sign)
        if len(cells) > max(one, two):
            if kind == "drop":
                del cells[one]
            elif kind == "double":
                cells.insert(two, cells[one])
            elif kind == "swap":
                cells[one], cells[two] = cells[two], cells[one]
            elif kind == "rename" and at == 0:
                cells[one] = dice.choice(NASTY_CELLS).encode()
            elif kind == "ragged" and dice.random() < 0.2:
                cells = cells[:one] if dice.random() < 0.5 else cells + [b"x"] * dice.choice((1, 300))
        changed.append(sign.join(cells))
    return end.join(changed)


def quotes(content: bytes, dice: Random) -> bytes:
    kind = dice.choice(("one", "all", "none", "run"))
    at = _place(content, dice)
    if kind == "one":
        return content[:at] + b'"' + content[at:]
    if kind == "run":
        return content[:at] + b'"' * dice.choice((2, 3, 5001)) + content[at:]
    if kind == "none":
        return content.replace(b'"', b"")
    lines, end = _lines(content)
    sign = _delimiter(lines)
    return end.join(sign.join(b'"' + cell + b'"' for cell in line.split(sign)) for line in lines)


def other_encoding(content: bytes, dice: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = dice.choice(
        (
            "utf-8-sig",
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "cp1252",
            "mac_roman",
            "cp437",
            "cp850",
            "utf-7",
            "cp037",
        )
    )
    return text.encode(encoding, "replace")


BYTES: Final[tuple[Mutation, ...]] = (
    flip_bytes, truncate, drop_beginning, insert_bytes, remove_block, double_block, zero_block,
)  # fmt: skip
TEXT: Final[tuple[Mutation, ...]] = (
    nasty_cell, nasty_cell, nasty_column, nasty_column, other_delimiter, other_line_ends, shuffle_lines, change_columns,
    quotes, other_encoding,
)  # fmt: skip


def spoil_xml(content: bytes, dice: Random) -> bytes:
    """Change numbers, attributes and tags of an XML part; some of the time it stays well-formed."""
    kind = dice.choice(("number", "number", "drop tag", "double tag", "insert", "text", "bytes", "attribute"))
    if kind == "bytes":
        return dice.choice(BYTES)(content, dice)
    if kind == "insert":
        at = _place(content, dice)
        return content[:at] + dice.choice(NASTY_XML) + content[at:]
    patterns = {
        "number": rb'(?<=["A-Z>])\d+(?=["<])', "drop tag": rb"<[^>]*>", "double tag": rb"<[^>]*/?>", "text": rb">[^<]+(?=<)",
        "attribute": rb' [\w:]+="[^"]*"',
    }  # fmt: skip
    found = list(re.finditer(patterns[kind], content[: 1 << 20]))
    for match in sorted(
        dice.sample(found, min(len(found), dice.choice((1, 4)))), key=lambda m: m.start(), reverse=True
    ):
        put = {
            "number": dice.choice(NASTY_NUMBERS),
            "drop tag": b"",
            "double tag": match[0] * 2,
            "text": b">" + dice.choice(NASTY_CELLS).encode("utf-8", "replace"),
            "attribute": dice.choice((b"", match[0] * 2, re.sub(rb'"[^"]*"', b'"x"', match[0]))),
        }[kind]
        content = content[: match.start()] + put + content[match.end() :]
    return content


def spoil_zip(content: bytes, dice: Random) -> bytes:
    """Spoil one part of a zip and pack it again; or drop, double, swap or rename parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, NotImplementedError, ValueError):
        parts = []
    if not parts:
        return dice.choice(BYTES)(content, dice)
    kind = dice.choice(("spoil",) * 8 + ("drop", "double", "swap", "rename"))
    at = dice.randrange(len(parts))
    wanted = [
        place for place, (name, _) in enumerate(parts) if "sheet" in name or "workbook" in name or name == "content.xml"
    ]
    at = dice.choice(wanted) if wanted and dice.random() < 0.7 else at
    name, part = parts[at]
    if kind == "spoil":
        is_xml = part[:1000].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
        is_text = name.endswith((".csv", ".txt"))
        parts[at] = (name, spoil_xml(part, dice) if is_xml else dice.choice(TEXT if is_text else BYTES)(part, dice))
    elif kind == "drop":
        del parts[at]
    elif kind == "double":
        parts.append((name, dice.choice(BYTES)(part, dice)))
    elif kind == "swap":
        other = dice.randrange(len(parts))
        parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    else:
        names = (
            "../../x.csv",
            "/etc/x.csv",
            "x\x00.csv",
            "C:\\x.csv",
            "a" * 300 + ".csv",
            "xl/workbook.xml",
            "con.csv",
            "é.csv",
        )
        parts[at] = (dice.choice(names), part)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return packed.getvalue()
