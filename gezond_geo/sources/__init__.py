"""Where figures and boundaries come from: a module per service, all behind one cache and one way to GET."""
