/// Values that stand right behind their options, as melange and apko take them and the parser of arguments does not: `-pNAME`, `--lockfile=`.
enum AttachedValues {
    /// Arguments with each of these values spelled so that the parser takes it.
    static func detached(_ arguments: [String]) -> [String] {
        let names = names(arguments)
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].flatMap { argument -> [String] in
            // An option without a value has an empty one.
            if argument.hasPrefix("--"), argument.firstIndex(of: "=") == argument.index(before: argument.endIndex) {
                return [String(argument.dropLast()), ""]
            }
            guard argument.count > 2, argument.first == "-", let name = names[argument.dropFirst().first ?? "-"] else { return [argument] }
            let value = argument.dropFirst(2)
            return ["--\(name)=\(value.first == "=" ? value.dropFirst() : value)"]
        } + arguments[end...]
    }

    /// The options with short names that a verb shares with melange or apko.
    private static func names(_ arguments: [String]) -> [Character: String] {
        let places: [Character: String] = ["k": "keyring-append", "r": "repository-append"]
        switch arguments.first {
        case "build", "test", "compile": return places
        case "index": return ["a": "arch", "k": "keyring-append", "o": "output", "s": "source"]
        case "image" where arguments.count > 1 && ImageInputOptions.verbs.contains(arguments[1]):
            return places.merging(["b": "build-repository-append", "C": "workdir", "p": "package-append"]) { $1 }
        default: return [:]
        }
    }
}

extension ImageInputOptions {
    /// The verbs below `image` that take these options.
    static let verbs: Set = [
        "build", "build-minirootfs", "build-cpio", "publish", "show-config", "show-packages", "dot", "lock", "resolve",
    ]
}
