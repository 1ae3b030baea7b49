"""Reconnect: one question for each user, and what is left afterwards.

``question.py``    what is asked and answered, as plain data
``dialog.py``      new password, new security token, and the accounts that they are for
``refusal.py``     what went wrong, in the dialog: the causes in order, and what Enter does about one
``stage_line.py``  how far the exchange is
``summary.py``     what is connected again, and what is left and why
"""
