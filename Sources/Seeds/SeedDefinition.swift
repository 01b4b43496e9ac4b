/// What the Debian seed consists of (BOOTSTRAP.md §1, docs/ARCHITECTURE.md "The seed").
///
/// Debian's packages are unpacked and their scripts never run: so the tree is the same for every user and at any time, it needs no
/// root and no chroot, and the few links that the scripts would have made are listed here.
enum SeedDefinition {
    /// The name of the seed's package.
    static let packageName = "debian-seed"
    /// To be raised when the code that follows this definition makes something else of the same Debian packages.
    private static let behaviour = "1"

    /// Everything here that decides what the same Debian packages give.
    static var fingerprint: String {
        let lists = [packages, absent, standIns, libraries, excluded, directories, temporaryDirectories]
        let pairs = (layout + links).map { "\($0.0)>\($0.1)" }
        return ([behaviour] + lists.flatMap { $0 + [""] } + pairs).joined(separator: "\n")
    }

    /// The Debian packages that are asked for.
    static let packages = [
        "base-files", "bash", "binutils", "bzip2", "coreutils", "debianutils", "diffutils", "findutils", "gawk", "gcc", "grep", "gzip",
        "hostname", "libc-bin", "libc6-dev", "make", "patch", "pax-utils", "perl-base", "sed", "tar", "xz-utils",
    ]

    /// Debian packages that others ask for and that a build root can do without; apt is told that they are there.
    static let absent = [
        "dpkg", "libnsl-dev", "libtirpc-dev", "python3", "python3-pyelftools", "readline-common", "rpcsvc-proto", "usr-is-merged",
        "usrmerge",
    ]

    /// Names that recipes ask for and that the seed stands in for, until packages of our own take over. `git` and `wget` are not in it:
    /// the pipelines `git-checkout` and `fetch` name them, but the tool does those itself.
    static let standIns = ["binutils", "build-base", "busybox", "gcc", "git", "make", "scanelf", "wget"]

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

    /// What Debian's alternatives would have linked in `usr/bin`. The shell is bash, because steps use `set -o pipefail`.
    static let links = [
        ("sh", "bash"), ("awk", "gawk"), ("nawk", "gawk"), ("cc", "gcc"), ("c89", "c89-gcc"), ("c99", "c99-gcc"),
        ("which", "which.debianutils"), ("lzma", "xz"), ("unlzma", "xz"), ("lzcat", "xz"),
    ]

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
