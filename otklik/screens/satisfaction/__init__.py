"""«Удовлетворённость»: what people say of answers, and the talks in which they are asked."""
