"""«Рейтинг»: places of bodies and municipalities, why they are so, the formula they are counted by."""
