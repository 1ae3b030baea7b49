"""The command line: for scripts and for people in a hurry (design §5).

The frame
    ``main.py`` the way of one call; ``arguments.py`` options and commands, without loading anything heavy;
    ``call.py`` what a command is given; ``guard.py`` the process itself: hardening, signals, clean ends
What is said
    ``voice.py`` results to stdout, progress to stderr, in characters that the reader can show; ``failures.py``
    how an error is told; ``table.py`` aligned text; ``reports.py`` accounts as JSON objects and in words
What is asked
    ``terminal.py`` questions on the terminal device, echo off for secrets; ``questions.py`` a draft account,
    field by field; ``new_keys.py`` a new passphrase, a recovery code; ``sources.py`` what ``--from`` names
What is done
    ``opening.py`` from the unlock options to an open account file; ``waiting.py`` for the keeper's results;
    ``exchanges.py`` connecting by every method; ``sign_ins.py`` the person's part of it; ``reconnecting.py`` one
    or many, with ``changes.py`` and ``new_passwords.py``; ``slot_changes.py`` what opens the file
The screens and the demo
    ``screens.py`` starting the screens; ``demo_screens.py``, ``demo_accounts.py``, ``demo_commands.py``,
    ``demo_card.py`` what ``sftui demo`` shows
The commands
    ``commands/`` one small module for each: its options, and what it does
"""
