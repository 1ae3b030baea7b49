"""A draft account, asked field by field on the terminal, with the guides' short words beside each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from sftui.account import Account, Secret
from sftui.cli.exchanges import confirm_host
from sftui.cli.terminal import Terminal
from sftui.cli.voice import shown
from sftui.errors import InvalidFields
from sftui.salesforce.drafts import draft_from
from sftui.salesforce.login_url import read_login_url
from sftui.salesforce.methods import Field, Method, best_first, method_of, value_of
from sftui.salesforce.pem import LONGEST, TOO_LARGE
from sftui.vault.disk import DISK
from sftui.vault.home import expanded
from sftui.vault.reading import read_regular
from sftui.vault.writing import write_file

WIDE = 76
APPS_OFFERED = 5


def ask_draft(
    terminal: Terminal, saved: Sequence[Account], *, over_ssh: bool, trusted_host: str = ""
) -> Account:
    """A whole draft. Nothing is sent; whoever gets it connects it."""
    method = _ask_method(terminal, best_first(over_ssh=over_ssh))
    values: dict[str, str] = {"method": method.id}
    for field in method.fields:
        if field.name in values:
            continue
        if method.id == "tokens" and field.name == "access_token" and _wants_tokens_made(terminal):
            break
        values |= _ask_one(terminal, field, saved, trusted_host)
    return _with_extras(values, trusted_host)


def correct(terminal: Terminal, draft: Account, saved: Sequence[Account], likely: str) -> Account | None:
    """Ask again for one field, the likeliest by itself; the rest stays as it was typed. None to give up."""
    method = method_of(draft.method)
    fields = {field.name: field for field in method.fields} if method is not None else {}
    first = likely if likely in fields else next(iter(fields), "")
    while True:
        names = ", ".join(fields)
        answer = (
            terminal.ask(f"\nCorrect which field ({names})? q leaves. [{first}]:").strip().lower() or first
        )
        if answer == "q":
            return None
        if answer in fields:
            break
        terminal.say("Please type one of the names, or q.")
    values = {name: value_of(draft, name) for name in fields} | {"method": draft.method, "name": draft.name}
    values["certificate"] = draft.certificate
    asked = ("password", "security_token") if answer == "password" else (answer,)
    for name in asked:
        values |= _ask_one(terminal, fields[name], saved, draft.trusted_host)
    return _with_extras(values, draft.trusted_host)


def _with_extras(values: dict[str, str], trusted_host: str) -> Account:
    """The draft with what is no field: the certificate of a key made here, the host that was said yes to."""
    named = {name: values.pop(name, "") for name in ("certificate", "trusted_host")}
    return draft_from(values).with_changes(
        certificate=named["certificate"], trusted_host=named["trusted_host"] or trusted_host
    )


def _ask_one(terminal: Terminal, field: Field, saved: Sequence[Account], trusted_host: str) -> dict[str, str]:
    """The field's value, and what comes with it."""
    if field.name == "login_url":
        return _ask_host(terminal, field, trusted_host)
    if field.name == "client_id":
        return _ask_app(terminal, field, saved)
    if field.name == "private_key":
        return _ask_private_key(terminal, field)
    return {field.name: _ask_field(terminal, field)}


def _ask_method(terminal: Terminal, methods: Sequence[Method]) -> Method:
    terminal.say("How shall sftui connect?\n")
    for number, method in enumerate(methods, 1):
        terminal.say(f"  {number}  {method.name}")
        for line in textwrap.wrap(
            f"{method.when} {method.survives.capitalize()}; {method.external_client_app}.", WIDE - 6
        ):
            terminal.say(f"     {line}")
    by_answer = {str(number): method for number, method in enumerate(methods, 1)} | {m.id: m for m in methods}
    while True:
        answer = terminal.ask("\nMethod [1]:").strip().lower() or "1"
        if answer in by_answer:
            return by_answer[answer]
        terminal.say(f"Please type a number from 1 to {len(methods)}.")


def explain(terminal: Terminal, guide: str) -> None:
    """The guide's short paragraph, when there is one."""
    from sftui import guides

    try:
        short = guides.topic(guide).short
    except (KeyError, OSError):
        return
    terminal.say()
    for line in textwrap.wrap(short, WIDE):
        terminal.say(line)


def _ask_field(terminal: Terminal, field: Field) -> str:
    """One value that passes the field's own check; "" only where the field may stay empty."""
    explain(terminal, field.guide)
    beside = f"[{field.default}]" if field.default else f"({field.hint})" if field.hint else ""
    prompt = f"{field.label} {beside}".strip() + ":"
    while True:
        text = terminal.ask_hidden(prompt).reveal() if field.secret else terminal.ask(prompt)
        text = text if field.name == "password" else text.strip()
        text = text or field.default
        if not text.strip():
            if not field.required:
                return ""
            terminal.say(f"{field.label} is needed.")
        elif problem := field.check(text):
            terminal.say(problem)
        else:
            return text


def _ask_host(terminal: Terminal, field: Field, trusted_host: str) -> dict[str, str]:
    """The origin that a pasted address became, shown before anything is sent; and the host that was said yes to."""
    while True:
        url = read_login_url(_ask_field(terminal, field))
        terminal.say(f"  {url.origin}" + (f"  (from {url.read_from})" if url.read_from else ""))
        if url.trusted or url.host == trusted_host:
            return {"login_url": url.origin, "trusted_host": trusted_host}
        if confirm_host(terminal, url.host):
            return {"login_url": url.origin, "trusted_host": url.host}


def _ask_app(terminal: Terminal, field: Field, saved: Sequence[Account]) -> dict[str, str]:
    """The consumer key; one that a saved account uses is offered together with its secret."""
    known = {account.client_id: account for account in saved if account.client_id}
    offered = list(known.values())[:APPS_OFFERED]
    if not offered:
        return {"client_id": _ask_field(terminal, field)}
    terminal.say("\nA number takes the app of a saved account, its secret included:")
    for number, account in enumerate(offered, 1):
        terminal.say(f"  {number}  {shown(account.client_id, 16)} from “{shown(account.name, 40)}”")
    answer = _ask_field(terminal, field)
    if answer.isdecimal() and 0 < int(answer) <= len(offered):
        chosen = offered[int(answer) - 1]
        return {"client_id": chosen.client_id, "client_secret": chosen.client_secret.reveal()}
    return {"client_id": answer}


def _wants_tokens_made(terminal: Terminal) -> bool:
    explain(terminal, "tokens")
    return not terminal.confirm("Do you have an access token and a refresh token already?", default=True)


def _ask_private_key(terminal: Terminal, field: Field) -> dict[str, str]:
    """From a file, pasted, or made here with its certificate."""
    explain(terminal, field.guide)
    terminal.say("  f  read it from a file\n  p  paste it\n  m  make one here, with its certificate")
    while True:
        way = terminal.ask("Private key [f]:").strip().lower() or "f"
        try:
            if way == "m":
                return _make_key(terminal)
            if way in {"f", "p"}:
                key = _key_from_file(terminal) if way == "f" else _pasted_key(terminal)
                if not (problem := field.check(key.reveal())):
                    return {"private_key": key.reveal()}
                terminal.say(problem)
        except InvalidFields as error:
            terminal.say("; ".join(error.problems.values()))
        except OSError as error:
            terminal.say(f"That did not work: {error.strerror}.")


def _key_from_file(terminal: Terminal) -> Secret:
    name = terminal.ask("File with the private key:").strip()
    found, _ = read_regular(expanded(Path(name)), LONGEST)
    if len(found) > LONGEST:
        raise InvalidFields({"private_key": TOO_LARGE})
    return Secret(found.decode("utf-8", "replace"))


def _pasted_key(terminal: Terminal) -> Secret:
    return terminal.ask_hidden_block(
        "Paste the whole block (it is not shown):", lambda line: line.startswith("-----END")
    )


def _make_key(terminal: Terminal) -> dict[str, str]:
    """The key goes into the account file only; the certificate is written where the person says."""
    from sftui.salesforce.certificate import make_key_pair

    place = expanded(Path(terminal.ask("Write the certificate to [sftui.crt]:").strip() or "sftui.crt"))
    pair = make_key_pair()
    write_file(place, pair.certificate.encode("ascii"), DISK)
    terminal.say(
        f"\n{shown(str(place))} was written. Upload it in the app (Use digital signatures), save, and allow the "
        "user there. A new app takes up to ten minutes."
    )
    terminal.ask("Enter goes on:")
    return {"private_key": pair.private_key.reveal(), "certificate": pair.certificate}
