"""The demo org: a small, faithful Salesforce on loopback."""
