"""How an error is told: ``sftui: what happened``, then ``cause:`` and ``do:`` (design §5)."""

from __future__ import annotations

from sftui.cli.voice import Voice
from sftui.errors import Cause, InvalidFields, RefusedError, SftuiError
from sftui.salesforce.setup_pages import where_to_look

SEVERAL = "Some values are wrong."
BUG = "Something went wrong inside sftui ({})."


def report(voice: Voice, error: SftuiError, *, every_cause: bool = False) -> int:
    """Tell the error where it belongs, and give the exit code."""
    if voice.json:
        problem = error.problem()
        do = " ".join(filter(None, (problem.do, warning_of(error))))
        fields = {"fields": error.problems} if isinstance(error, InvalidFields) else {}
        voice.data(
            {
                "error": {
                    "code": problem.code,
                    "message": problem.message,
                    "cause": problem.cause,
                    "do": do,
                    **fields,
                }
            }
        )
        return error.exit_code
    voice.say("\n".join(lines_of(error, every_cause=every_cause)))
    return error.exit_code


def lines_of(error: SftuiError, *, every_cause: bool = False) -> list[str]:
    """The error in the words of the command line; with ``every_cause`` all that is known, likeliest first."""
    lines = _what_happened(error)
    for cause in error.causes if every_cause else error.causes[:1]:
        lines += [f"cause: {cause.what} {cause.testimony}".rstrip()] if cause.what else []
        lines += [f"do: {cause.do}"] if cause.do else []
        if every_cause and cause.quick_find:
            lines.append(f"where: {where_to_look(cause.quick_find)}")
    if warning := warning_of(error):
        lines.append(f"warning: {warning}")
    others = len(error.causes) - 1
    if others > 0 and not every_cause:
        lines.append(f"more: {others} other likely {'cause' if others == 1 else 'causes'}, with -v")
    return lines


def _what_happened(error: SftuiError) -> list[str]:
    """One line, and where several fields are wrong one more for each of them."""
    if isinstance(error, InvalidFields) and len(error.problems) > 1:
        return [f"sftui: {SEVERAL}", *(f"  {name}: {problem}" for name, problem in error.problems.items())]
    return [f"sftui: {error.message}"]


def warning_of(error: SftuiError) -> str:
    """What a person must know before another try, such as a lockout that is near."""
    return error.warning if isinstance(error, RefusedError) else ""


def bug(exception: BaseException) -> SftuiError:
    """A calm message in place of a traceback. The exception's own text may hold a secret, so it is not shown."""
    return SftuiError(
        BUG.format(type(exception).__name__),
        Cause(
            "This is a fault of the program, not of yours.",
            "Run it again with -v and report the lines it shows.",
        ),
    )
