"""The shelf of channels: one file is one channel."""
