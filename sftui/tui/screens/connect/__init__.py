"""Connect to Salesforce: method -> form -> progress -> result, one dialog that keeps what was typed.

The dialog, each file a layer on the one before:

``dialog.py``        the frame: holds the draft, shows one step after another
``failing.py``       what it knows of a failure, and the try by itself
``exchanges.py``     asks the keeper, and follows its answers
``filling.py``       what a person types goes into the draft
``walked.py``        as one of many in a walk
``screen.py``        what the person does in each step

``draft.py``         what was typed so far, as plain data; ``login_choice.py`` and ``offers.py`` help it
``remedies.py``      a failure as numbered causes with what to do; ``report.py`` the same as text
``waits.py``         times in words
``*_step.py``        the steps, one a file: they show plain data and post what the person wants
"""
