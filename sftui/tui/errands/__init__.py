"""What the app does when a screen asked for it: one module for each kind of errand."""
