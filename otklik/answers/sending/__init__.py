"""How a message leaves: the shelf of senders, the moves of a dispatch."""
