"""All that the stub can say to a person or a program, one class a mistake."""
