import APK

extension RepositorySet {
    /// Finds one package of a repository without choosing: the one with this identity.
    ///
    /// - Parameters:
    ///   - name: the package's name.
    ///   - version: its version.
    ///   - identity: what an index names it by.
    ///   - repositories: looked through in order.
    /// - Returns: the choice; nil when no repository lists it.
    public static func exact(
        _ name: String,
        _ version: String,
        _ identity: String,
        in repositories: [Repository]
    ) -> Choice? {
        for repository in repositories {
            let records = repository.index.records
            let record = records.positions(named: name).lazy.map { records[$0] }.first {
                $0.version == version && $0.identity.description == identity
            }
            if let record { return Choice(record: record, repository: repository, reason: nil) }
        }
        return nil
    }
}
