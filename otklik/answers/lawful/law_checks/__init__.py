"""The shelf of checks by 59-ФЗ: one file, one check."""
