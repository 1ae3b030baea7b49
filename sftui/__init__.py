"""sftui: get a Salesforce connection right once, from any terminal, and keep it.

The rooms, from the top floor down; imports only go down (design §1):

``tui``, ``cli``            what a person or a script sees
``keeper``, ``handoff``     the background worker; giving accounts to and taking them from other systems
``salesforce``, ``vault``   the protocol; the encrypted account file. They do not know each other
``account``, ``errors``, ``foreign``   the words that all rooms share

``demo`` is a small Salesforce on loopback. It imports nothing of the rest.
"""

__version__ = "0.1.0"
