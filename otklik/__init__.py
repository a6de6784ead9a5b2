"""Otklik: a region hears and answers its people."""
