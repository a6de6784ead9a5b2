"""Tables of the flow: the ladder of escalation."""
