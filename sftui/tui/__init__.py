"""The screens. ``app.py`` is the entry; nothing is imported here, so that the command line stays quick."""
