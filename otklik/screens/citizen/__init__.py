"""What people without a login see: the page of a question by its author's link, and the public form."""
