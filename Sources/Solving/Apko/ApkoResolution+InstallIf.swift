import APK

extension ApkoResolution {
    /// The packages whose `install_if` holds among the packages of one world item (SOLVER.md §8). What they need is not looked at.
    ///
    /// apko leaves their order open; here it is that of the packages that bring them.
    mutating func installIf(beside steps: [Step]) -> [Step] {
        var versions: [String: String] = [:]
        for step in steps { versions[packages[step.package].name] = packages[step.package].candidate.version.text }
        var added: [Step] = []
        for step in steps {
            let package = packages[step.package]
            var waiting = packages.conditioned(by: package.name)
            if waiting.isEmpty { waiting = packages.conditioned(by: "\(package.name)=\(package.candidate.version)") }
            for number in waiting where versions[packages[number].name] == nil {
                let candidate = packages[number].candidate
                let isMet = candidate.writtenInstallIf.allSatisfy { text in
                    if versions[text] != nil { return true }
                    let item = packages.constraint(text)
                    return versions[item.name] == item.version
                }
                if !isMet { continue }
                versions[candidate.name] = candidate.version.text
                added.append(Step(package: number, reason: .installIf(candidate.installIf)))
            }
        }
        return added
    }
}
