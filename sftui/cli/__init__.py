"""The command line: for scripts and for people in a hurry (design §5).

``main.py``        the way of one call: parse, harden, run the command, report, exit code
``arguments.py``   options and commands; nothing heavy is loaded to parse them or to show help
``call.py``        what a command is given: its options, the voice, the terminal
``voice.py``       results to stdout, progress and errors to stderr, in characters that the reader can show
``failures.py``    how an error is told, to people and in JSON
``table.py``       aligned plain text
``reports.py``     accounts as JSON objects and as words
``terminal.py``    questions on the terminal device, with echo off for secrets
``opening.py``     from the unlock options to an open account file
``sources.py``     what ``--from`` names: JSON or TOML
``questions.py``   a draft account, asked field by field
``exchanges.py``   connecting by every method, the person's part included
``guard.py``       signals and the process itself: core dumps, debugging switches, clean ends
``demo_accounts.py``, ``demo_cards.py``   what ``sftui demo`` shows
``commands/``      one small module for each command: its options, and what it does
"""
