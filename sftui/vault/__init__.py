"""The encrypted account file, and what goes with it. Knows no network and no screen.

``envelope`` explains the format; ``file`` opens and saves; ``slots`` changes what opens the file;
``recovery`` lists and restores backups; ``sessions`` keeps what is expendable; ``unlock`` finds a passphrase
or key; ``places`` says where everything lies. All functions are synchronous and work on frozen data.
"""
