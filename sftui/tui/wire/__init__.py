"""What goes over the line to the terminal: only the cells that differ from what it shows already.

``terminals.py``  what a terminal can do, from its name and the environment
``pens.py``       colours and attributes of a cell, and the shortest way from one to the next
``picture.py``    the cells of a window, and what Textual draws into them
``changes.py``    the bytes that turn what is shown into what is wanted
``scrolling.py``  rows that the terminal moves itself
``sender.py``     the thread that writes them, so that nothing waits for a slow line
``keyboard.py``   what a terminal sends, as keys and pastes
``bursts.py``     a paste that is not marked as one, told from keys that were typed ahead
``driver.py``     the Textual driver that joins these
"""
