"""The desk of those who approve answers: their queue, one answer, what they say."""
