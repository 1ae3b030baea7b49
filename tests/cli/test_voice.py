"""What reaches the terminal: cleaned, in characters that it can show, and exact where that is asked for."""

from __future__ import annotations

import io
import json

import pytest

from sftui.cli.voice import Voice, in_ascii, shows_unicode

FOREIGN = "[/red] \x1b[31mred\x1b]0;title\x07 \u202eesrever\u202c \x9b2J\x00"


def voice(*, unicode: bool = True) -> tuple[Voice, io.BytesIO, io.StringIO]:
    octets, err = io.BytesIO(), io.StringIO()
    return Voice(io.TextIOWrapper(octets, "utf-8"), err, unicode=unicode), octets, err


@pytest.mark.parametrize(
    ("variables", "unicode"),
    [
        ({}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.utf8"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "de_DE.ISO-8859-15"}, False),
    ],
)
def test_the_locale_decides_whether_more_than_ascii_is_shown(
    variables: dict[str, str], unicode: bool
) -> None:
    assert shows_unicode(variables) is unicode


def test_stand_ins_say_the_same() -> None:
    assert in_ascii("● “Zürich” … ▲ Łódź ß 東") == '* "Zurich" ... ! ?odz ss ?'


def test_progress_is_plain_text_without_controls() -> None:
    speaker, _, err = voice()
    speaker.say(FOREIGN)
    assert err.getvalue() == "[/red] [31mred]0;title esrever 2J\n"


def test_a_terminal_that_went_away_stops_nothing() -> None:
    speaker, _, err = voice()
    err.close()
    speaker.say("saved")


def test_json_drives_no_terminal_and_keeps_every_character() -> None:
    for unicode in (True, False):
        speaker, octets, _ = voice(unicode=unicode)
        speaker.data({"name": FOREIGN, "town": "Zürich"})
        text = octets.getvalue().decode()
        assert json.loads(text) == {"name": FOREIGN, "town": "Zürich"}
        assert all(c.isprintable() or c == "\n" for c in text)
        assert text.isascii() is not unicode


def test_a_secret_arrives_exactly() -> None:
    speaker, octets, _ = voice(unicode=False)
    speaker.exact("Pa55 wörd&+%=\"'#")
    assert octets.getvalue() == "Pa55 wörd&+%=\"'#\n".encode()
