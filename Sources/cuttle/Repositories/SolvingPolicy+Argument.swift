public import ArgumentParser
public import Solving

/// What `--solver` takes.
extension SolvingPolicy: ExpressibleByArgument {}
