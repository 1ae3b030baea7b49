"""The encrypted account file, and what goes with it. Knows no network and no screen.

``file``       is there one, make it, unlock it, look again, edit it; ``merging`` has the edits
``envelope``   the format: from bytes to the document and back; ``header``, ``layout``, ``blocks``,
               ``derivations``, ``sealing`` and ``strict`` are its parts
``document``   the accounts inside, their ``fields``; ``toml`` writes the values, ``plain_form`` reads them quickly,
               ``bookkeeping`` gives ids and revisions
``saving``     one save under the lock; ``durable``, ``writing``, ``reading``, ``backups``, ``locking``,
               ``folders``, ``disk`` and ``resolving`` are its steps
``slots``      what opens the file; ``rotation`` gives it a new data key
``recovery``   backups: list, restore, keep the damaged file aside
``sessions``   the expendable file, its data in ``session_data`` and ``entries``, their lines in ``session_text`` and
               ``stored_history``; ``refreshing`` lets one process renew a token
``unlock``     where a passphrase or key comes from: ``password_command``, ``key_files``, ``cached`` (keyring)
``keys``       passphrases and keys; ``recovery_code`` to write down, ``passphrases`` to suggest and to judge
``places``     where everything lies; ``epoch`` asks running screens to lock; ``hardening`` the process itself
``complaints`` the sentences about a file that does not open or was not saved

All functions are synchronous and work on frozen data.
"""
