import Diagnostics
import ImageConfigurations
import JSON
import Transfers

/// The configuration of an image in the image (IMAGE.md §9.5).
enum ConfigurationRecord {
    private static let path = "etc/apko.json"

    /// - Parameter user: whom commands run as, after names became numbers.
    static func add(_ configuration: ImageConfiguration, user: String, to files: inout ImageFileSystem) throws(Diagnostic) {
        var recorded = configuration
        recorded.accounts.runAs = user
        // A copy of a configuration knows neither where it is kept nor what it was made of (IMAGE.md §2.2).
        recorded.sourceAddress = ""
        recorded.include = ""
        for index in recorded.accounts.users.indices { recorded.accounts.users[index].givenHome = recorded.accounts.users[index].home }
        if files.rules == .cuttle { recorded.contents.withholdWhatIsOfTheBuilder() }
        let id = try files.write(path, Array("\(recorded.document.text())\n".utf8))
        files[id].mode = 0o444
    }
}

extension ImageConfiguration.Contents {
    /// Leaves out folders of the machine that builds, which are elsewhere on the next one, and what addresses tell of how to log in.
    fileprivate mutating func withholdWhatIsOfTheBuilder() {
        repositories = repositories.compactMap(\.addressForEverybody)
        buildRepositories = buildRepositories.compactMap(\.addressForEverybody)
        runtimeRepositories = runtimeRepositories.map(\.withoutCredentials)
        keyring = keyring.compactMap(\.addressForEverybody)
    }
}

extension String {
    /// An address on the web without credentials; nil for a folder or file.
    var addressForEverybody: String? { contains("://") ? withoutCredentials : nil }
}
