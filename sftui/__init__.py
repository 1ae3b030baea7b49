"""sftui: get a Salesforce connection right once, from any terminal, and keep it.

The rooms, from the top floor down; imports only go down (design §1):

``tui``, ``cli``            what a person or a script sees
``keeper``                  the background worker, and all that is done with accounts
``guides``                  what a person must know of Salesforce, as text
``salesforce``, ``vault``   the protocol; the encrypted account file. They do not know each other
``account``, ``errors``, ``foreign``, ``moments``   the words that all rooms share

``demo`` is a small Salesforce on loopback. It imports nothing of the rest.
"""

__version__ = "0.1.0"
