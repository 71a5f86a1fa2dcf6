
# What the flow {name} does; it follows the question whether to begin it.
value-{name} = أن تبدأ "{word}"
