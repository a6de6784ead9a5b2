"""The talk with the author: questions asked, notices laid."""
