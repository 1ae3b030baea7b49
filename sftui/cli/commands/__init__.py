"""One module for each command. Each has ``DESCRIPTION``, ``add_arguments(parser)`` and ``run(call)``.

``run`` prints the result and gives an exit code other than 0 only where a result is mixed; everything else is
an error that is raised. A module imports at its top only what parsing its options needs.
"""
