"""Pieces that many pages share."""
