# The short forms in Latin capitals that the Arabic words may use, and what each stands for. None yet: say the whole name.
