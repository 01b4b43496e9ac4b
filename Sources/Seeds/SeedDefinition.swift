/// What the Debian seed consists of (BOOTSTRAP.md §1, docs/ARCHITECTURE.md "The seed").
///
/// Debian's packages are unpacked and their scripts never run: so the tree is the same for every user and at any time, it needs no
/// root and no chroot, and the few links that the scripts would have made are listed here.
struct SeedDefinition {
    private let additions: SeedAdditions

    init(_ additions: SeedAdditions) {
        self.additions = additions
    }

    /// The name of the seed's package.
    var packageName: String { additions.name }
    /// The Debian packages that are asked for.
    var packages: [String] { Self.standardPackages + additions.packages }
    /// Debian packages that others ask for and that a build root can do without; apt is told that they are there.
    var absent: [String] {
        // What somebody asks for shall work, so only what no program needs is kept away from it.
        let names = additions.packages.isEmpty ? Self.needless + Self.unneededByStandard : Self.needless
        return names.filter { !additions.packages.contains($0) }
    }
    /// Names that recipes ask for and that the seed stands in for, until packages of our own take over.
    var standIns: [String] { Set(Self.standardStandIns + additions.packages + additions.provides).sorted() }

    /// To be raised when the code that follows this definition makes something else of the same Debian packages.
    private static let behaviour = "4"

    /// Everything here that decides what the same Debian packages give.
    var fingerprint: String {
        let lists = [packages, absent, standIns, Self.libraries, Self.excluded, Self.directories, Self.temporaryDirectories]
        let pairs = (Self.layout + Self.links).map { "\($0.0)>\($0.1)" }
        return ([Self.behaviour, packageName] + lists.flatMap { $0 + [""] } + pairs).joined(separator: "\n")
    }

    private static let standardPackages = [
        "base-files", "bash", "binutils", "bzip2", "coreutils", "debianutils", "diffutils", "findutils", "gawk", "gcc", "grep", "gzip",
        "hostname", "libc-bin", "libc6-dev", "make", "patch", "pax-utils", "perl-base", "sed", "tar", "xz-utils",
    ]

    /// They serve a Debian system that is kept up to date, or people at a terminal.
    private static let needless = ["dpkg", "readline-common", "usr-is-merged", "usrmerge"]

    /// Some programs need these, but none that steps of the standard list's kind run.
    private static let unneededByStandard = ["libnsl-dev", "libtirpc-dev", "python3", "python3-pyelftools", "rpcsvc-proto"]

    /// `git` and `wget` are not in it: the pipelines `git-checkout` and `fetch` name them, but the tool does those itself.
    private static let standardStandIns = ["binutils", "build-base", "busybox", "gcc", "git", "make", "patch", "scanelf", "wget"]

    /// The C library and compiler runtime: all that packages built in the seed may link with. Further libraries of the seed are
    /// its tools' own business, and offering them would shut out our packages of the same libraries.
    static let libraries = [
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libpthread.so.0",
        "libresolv.so.2", "librt.so.1", "libutil.so.1",
    ]

    /// The merged `/usr`, made before anything is unpacked: link and target.
    static let layout = [
        ("bin", "usr/bin"), ("sbin", "usr/bin"), ("usr/sbin", "bin"), ("lib", "usr/lib"), ("lib64", "usr/lib"), ("usr/lib64", "lib"),
    ]

    /// What Debian's scripts and alternatives would have put there: the link, and its target as seen from there, of which a `*` at the
    /// end stands for the latest version. The shell is bash, because steps use `set -o pipefail`. `phpize` looks in the old folder of
    /// libtool when there is no dpkg to tell it how old libtool is.
    static let links = [
        ("usr/bin/sh", "bash"), ("usr/bin/awk", "gawk"), ("usr/bin/nawk", "gawk"), ("usr/bin/cc", "gcc"), ("usr/bin/c89", "c89-gcc"),
        ("usr/bin/c99", "c99-gcc"), ("usr/bin/c++", "g++"), ("usr/bin/which", "which.debianutils"), ("usr/bin/lzma", "xz"),
        ("usr/bin/unlzma", "xz"), ("usr/bin/lzcat", "xz"), ("usr/bin/aclocal", "aclocal-*"), ("usr/bin/automake", "automake-*"),
        ("usr/bin/java", "../lib/jvm/default-java/bin/java"), ("usr/bin/javac", "../lib/jvm/default-java/bin/javac"),
        ("usr/bin/mvn", "../share/maven/bin/mvn"), ("usr/bin/php", "php.default"), ("usr/bin/php-config", "php-config.default"),
        ("usr/bin/phpize", "phpize.default"), ("usr/lib/x86_64-linux-gnu/libblas.so.3", "blas/libblas.so.3"),
        ("usr/lib/x86_64-linux-gnu/liblapack.so.3", "lapack/liblapack.so.3"),
        ("etc/R/Renviron", "../../usr/lib/R/etc/Renviron.ucf"), ("usr/share/libtool/config", "build-aux"),
        ("usr/lib/aarch64-linux-gnu/libblas.so.3", "blas/libblas.so.3"),
        ("usr/lib/aarch64-linux-gnu/liblapack.so.3", "lapack/liblapack.so.3"),
    ]

    /// Where the certificates lie, and the file that Debian's script would have made of them.
    static let certificates = (folder: "usr/share/ca-certificates/mozilla", bundle: "etc/ssl/certs/ca-certificates.crt")

    /// Parts of Debian's packages that no build looks at.
    static let excluded = [
        "boot", "dev", "etc/apt", "etc/bash.bashrc", "etc/bindresvport.blacklist", "etc/cron.daily", "etc/default", "etc/dpkg",
        "etc/environment", "etc/gai.conf", "etc/issue", "etc/issue.net", "etc/logcheck", "etc/motd", "etc/opt", "etc/profile",
        "etc/profile.d", "etc/selinux", "etc/skel", "etc/terminfo", "etc/update-motd.d", "etc/xattr.conf", "home", "media", "mnt", "proc",
        "root", "run", "srv", "sys", "tmp", "usr/games", "usr/local", "usr/share/base-files", "usr/share/bash-completion", "usr/share/bug",
        "usr/share/common-licenses", "usr/share/debianutils", "usr/share/dict", "usr/share/doc", "usr/share/doc-base", "usr/share/gdb",
        "usr/share/info", "usr/share/keyrings", "usr/share/lintian", "usr/share/locale", "usr/share/man", "usr/share/menu",
        "usr/share/pixmaps", "usr/src", "var",
    ]

    /// Directories that a root has even when they are empty.
    static let directories = [
        "dev", "home", "proc", "root", "run", "sys", "tmp", "usr/local", "usr/local/bin", "usr/local/include", "usr/local/lib",
        "usr/local/share", "var", "var/cache", "var/lib", "var/log", "var/tmp",
    ]

    /// Directories that everybody may write to.
    static let temporaryDirectories = ["tmp", "var/tmp"]
}
