"""Types under inference: variables, what makes two types one, and what is known in the end."""
