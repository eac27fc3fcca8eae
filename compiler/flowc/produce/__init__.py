"""Code generation: a graph and its components become one component."""
