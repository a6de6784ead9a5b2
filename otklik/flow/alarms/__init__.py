"""The ladder of escalation: who is told of which term, when and how."""
