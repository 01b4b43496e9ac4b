extension ImageConfiguration {
    /// This configuration, with what it does not say itself taken from one that it includes (IMAGE.md §2.2).
    ///
    /// Lists begin with those of the included one; of maps, keys that are here already stay; all else is taken whole or not at all.
    /// `vcs-url` and `include` are never taken.
    public func including(_ base: ImageConfiguration) -> ImageConfiguration {
        var merged = self
        if entrypoint == Entrypoint() { merged.entrypoint = base.entrypoint }
        if command.isEmpty { merged.command = base.command }
        if stopSignal.isEmpty { merged.stopSignal = base.stopSignal }
        if workDirectory.isEmpty { merged.workDirectory = base.workDirectory }
        if layering == nil { merged.layering = base.layering }
        if formatName.isEmpty { merged.formatName = base.formatName }
        if certificates == nil {
            merged.certificates = base.certificates
            merged.places.certificates = base.places.certificates
        }
        if architectures.isEmpty { merged.architectures = base.architectures }
        if accounts.runAs.isEmpty { merged.accounts.runAs = base.accounts.runAs }
        merged.accounts.users = base.accounts.users + accounts.users
        merged.accounts.groups = base.accounts.groups + accounts.groups
        merged.environment.merge(base.environment) { own, _ in own }
        merged.paths = base.paths + paths
        merged.annotations.merge(base.annotations) { own, _ in own }
        merged.volumes = base.volumes + volumes
        merged.contents.include(base.contents)
        merged.includePlaces(of: base)
        return merged
    }

    private mutating func includePlaces(of base: ImageConfiguration) {
        packageSpans = base.packageSpans + packageSpans
        repositorySpans = base.repositorySpans + repositorySpans
        buildRepositorySpans = base.buildRepositorySpans + buildRepositorySpans
        keyringSpans = base.keyringSpans + keyringSpans
        places.runtimeRepositories = base.places.runtimeRepositories + places.runtimeRepositories
        places.runtimeKeyring = base.places.runtimeKeyring + places.runtimeKeyring
        places.users = base.places.users + places.users
        places.groups = base.places.groups + places.groups
        places.keys.merge(base.places.keys) { own, _ in own }
    }
}

extension ImageConfiguration.Contents {
    fileprivate mutating func include(_ base: ImageConfiguration.Contents) {
        repositories = base.repositories + repositories
        buildRepositories = base.buildRepositories + buildRepositories
        runtimeRepositories = base.runtimeRepositories + runtimeRepositories
        keyring = base.keyring + keyring
        runtimeKeyring = base.runtimeKeyring + runtimeKeyring
        packages = base.packages + packages
        if baseImage == nil { baseImage = base.baseImage }
    }
}
