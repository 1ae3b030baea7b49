"""The background worker: the only room that joins ``salesforce`` and ``vault`` (design §4).

``keeper.py``       the worker itself: one thread with its own event loop; jobs go in, events come out
``events.py``       what comes out, as plain data
``desk.py``         what the worker has before it: the open file, the sessions, the HTTP client
``under_way.py``    jobs that can be stopped, and what is finished whoever stops waiting
``saving.py``       changes of the account file; what waits is saved together
``at_hand.py``      the sessions: memory at once, their file a moment later
``connecting.py``   from a draft to a saved, named, connected account
``signing_in.py``   browser and device sign-ins that wait for a person, and survive a closed terminal
``pending.py``      such a sign-in as it is stored, shown and sent; ``answering.py`` the ways its answer comes home
``renewing.py``     a working access token, with the least that Salesforce must be asked
``turns.py``        one renewal of an account, one password of a user at a time
``testing.py``      tests of saved accounts
``looking.py``      limits, subscriptions, users, logins: read when a page is opened, never stored
``refused.py``      which passwords were refused: since the start, in earlier runs, by other programs
``side_by_side.py`` many accounts at once within bounds, so that one dead org delays nobody
``reconnecting.py`` what needs nobody just happens; what needs a person is sorted by user
``new_password.py`` one new password for every account that shares it
``witness.py``      the true cause of a refused password, from another account's Login History
``ending.py``       revoking and removing
``editing.py``      rename, edit, duplicate
``opening.py``      making, opening, watching and locking the file; ``slots.py`` what opens it, and backups
``collecting.py``   no search for cyclic garbage while ten thousand accounts are read
``outcomes.py``     what follows from Salesforce's answers, and what must be durable first
``health.py``       what a success or a failure means for an account's status
``naming.py``       names proposed from the org, and accounts found by name
``guards.py``       refused passwords, lockout, the right person
``approvals.py``    five for each user and app, and what duplicates share
"""
