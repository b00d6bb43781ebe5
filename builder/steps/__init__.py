"""Steps of a job, one module each: convert, compile, package, verify. They never import each other."""
