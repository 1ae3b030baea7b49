"""The nearest colour that a terminal has, for those that can't mix their own.

Nearness is measured in OKLab, where equal distances look equal: the usual arithmetic on red, green and blue turns
dark greys with a tint into strong colours.
"""

from __future__ import annotations

from functools import lru_cache

EVERY, MANY, FEW, NONE = 1 << 24, 256, 16, 0
"""How many colours a terminal has."""

Triple = tuple[int, int, int]

_STEPS = (0, 95, 135, 175, 215, 255)
_SIXTEEN: tuple[Triple, ...] = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
)  # fmt: skip
_CUBE: tuple[Triple, ...] = (
    *((red, green, blue) for red in _STEPS for green in _STEPS for blue in _STEPS),
    *((grey, grey, grey) for grey in range(8, 239, 10)),
)
_FIRST_OF_CUBE = 16
"""The sixteen before it are whatever the person chose, so they are never picked among 256."""


def reduced(colour: str, depth: int) -> str:
    """SGR parameters of a colour, as this many colours can show it. Takes what Rich writes."""
    head, _, rest = colour.partition(";2;")
    if depth >= EVERY or not rest:
        return colour
    red, green, blue = map(int, rest.split(";"))
    if depth >= MANY:
        return f"{head};5;{_FIRST_OF_CUBE + _nearest((red, green, blue), _CUBE)}"
    number = _nearest((red, green, blue), _SIXTEEN)
    first = 30 if head == "38" else 40
    return str(first + number if number < 8 else first + 60 + number - 8)


@lru_cache(512)
def _nearest(colour: Triple, palette: tuple[Triple, ...]) -> int:
    wanted = _oklab(colour)
    return min(range(len(palette)), key=lambda at: _distance(wanted, _oklab(palette[at])))


def _distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@lru_cache(1024)
def _oklab(colour: Triple) -> tuple[float, ...]:
    """Lightness and two axes of colour (Ottosson, "A perceptual color space for image processing")."""
    red, green, blue = (_linear(each / 255) for each in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
