/// Why an entry was generated: the rule, and the file that it was applied to.
public struct Reason: Hashable, Sendable {
    /// A rule of PACKAGE.md §5; the raw value is its name for scripts.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// A link whose target is a library of a package of the same build (§5.2.1).
        case libraryLink = "library-link"
        /// A link to a library that only packages of the same build can have: seen when nothing but the package is at hand (§5.2.1).
        case outsideLink = "outside-link"
        /// The dynamic loader of a program (§5.2.2).
        case interpreter
        /// A library that a file is linked with (§5.2.3).
        case neededLibrary = "needed-library"
        /// A library in a folder of the linker (§5.2.4).
        case library
        /// A library elsewhere, for the package's own use (§5.2.4).
        case privateLibrary = "private-library"
        /// A Go program that uses OpenSSL's validated module (§5.2.6).
        case validatedCryptography = "validated-cryptography"
        /// An executable file in a folder of commands (§5.4).
        case command
        /// A manual page in a package of documentation (§5.5).
        case manualPages = "manual-pages"
        /// An info page in a package of documentation (§5.5).
        case infoPages = "info-pages"
        /// A module of pkg-config (§5.6).
        case module
        /// A module of pkg-config in a folder that is not searched (§5.6).
        case privateModule = "private-module"
        /// A module that another one requires (§5.6).
        case requiredModule = "required-module"
        /// A folder of Perl modules (§5.7).
        case perl
        /// A folder of Python packages (§5.7).
        case python
        /// A folder of Ruby gems (§5.7).
        case ruby
        /// The program that runs a script (§5.8).
        case shebang
        /// A Linux kernel (§5.9).
        case kernel
        /// A module of a Linux kernel (§5.9).
        case kernelModule = "kernel-module"
    }

    public let rule: Rule
    /// The path, relative to the package's root.
    public let path: String

    public init(_ rule: Rule, _ path: String) {
        self.rule = rule
        self.path = path
    }
}

extension Reason: CustomStringConvertible {
    /// A sentence without a final stop: `usr/bin/xz is linked with it`.
    public var description: String {
        switch rule {
        case .libraryLink: "\(path) leads to it, in a package of the same build"
        case .outsideLink: "\(path) leads to it, outside of this package"
        case .interpreter: "\(path) is loaded by it"
        case .neededLibrary: "\(path) is linked with it"
        case .library: "\(path) is this library, in a folder of the linker"
        case .privateLibrary: "\(path) is this library, in no folder of the linker"
        case .validatedCryptography: "\(path) is a Go program that uses OpenSSL's validated module"
        case .command: "\(path) is executable, in a folder of commands"
        case .manualPages: "\(path) is a part of the manual"
        case .infoPages: "\(path) is read with info"
        case .module: "\(path) is this module"
        case .privateModule: "\(path) is this module, in no folder of pkg-config"
        case .requiredModule: "\(path) requires it"
        case .perl: "\(path) holds modules of Perl"
        case .python: "\(path) holds packages of Python"
        case .ruby: "\(path) holds gems of Ruby"
        case .shebang: "\(path) is a script that it runs"
        case .kernel: "\(path) is this kernel"
        case .kernelModule: "\(path) is a module of this kernel"
        }
    }
}
