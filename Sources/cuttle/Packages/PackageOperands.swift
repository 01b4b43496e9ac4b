import ArgumentParser

/// The package files on a command line of `cuttle index` or `cuttle repo publish`.
///
/// The parser of arguments takes time in the square of their number, which is longer than reading the packages when there are thousands
/// (`*.apk`). So they are taken out before, where nothing but an operand can stand.
struct PackageOperands {
    /// What is left for the parser.
    let others: [String]
    /// The packages, in their order.
    let packages: [String]

    init(_ arguments: [String]) {
        guard arguments.first == "index" || arguments.starts(with: ["repo", "publish"]) else {
            (others, packages) = (arguments, [])
            return
        }
        var (others, packages): ([String], [String]) = ([], [])
        for (position, argument) in arguments.enumerated() {
            // Behind an option it may be its value.
            let isOperand = position > 0 && !arguments[position - 1].hasPrefix("-")
            if isOperand, !argument.hasPrefix("-"), argument.hasSuffix(".apk") {
                packages.append(argument)
            } else {
                others.append(argument)
            }
        }
        (self.others, self.packages) = (others, packages)
    }
}
