
# What the flow {name} does; it follows "Would you like to".
value-{name} = begin "{word}"
