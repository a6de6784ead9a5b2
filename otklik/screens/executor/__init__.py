"""«Мои вопросы»: what one person has to answer, and the editor of an answer."""
