"""Connect to Salesforce: method -> form -> progress -> result, one dialog that keeps what was typed.

``screen.py``        the dialog: owns the draft, asks the keeper, shows one step after another
``draft.py``         what was typed so far, as plain data; ``login_choice.py`` and ``offers.py`` help it
``remedies.py``      a failure as numbered causes with what to do; ``report.py`` the same as text
``tunnel.py``        the SSH tunnel that brings a browser's answer here
``waits.py``         times in words
``*_step.py``        the steps, one a file: they show plain data and post what the person wants
"""
