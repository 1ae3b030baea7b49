"""What Salesforce says when it says no, as data: the rows, their causes, and what makes a cause likelier.

``sftui.salesforce.diagnosis`` reads it. A new error is one row; a new reason is one cause.
"""
