"""The protocol room: how Salesforce is spoken to. It knows no disk and no screen."""
