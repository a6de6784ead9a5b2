"""Official pages, content plan, media and opinion leaders, seminars."""
