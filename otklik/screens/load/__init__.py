"""«Нагрузка»: what lies on whom, and a proposal of whom to send where."""
