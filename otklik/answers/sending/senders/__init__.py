"""The shelf of senders: one file, one way by which messages to authors leave."""
