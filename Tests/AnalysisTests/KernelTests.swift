import Analysis
import TestSupport
import Testing

/// Kernels and their modules (PACKAGE.md §5.9): images that commands put together, modules that a compiler makes.
@Suite(.enabled(if: Shell.has("cc", "gzip", "xz", "zstd"), "a C compiler, gzip, xz or zstd are not on PATH"))
struct KernelTests {
    /// `x86 VERSION`, `text VERSION` and `unified` write an image, `ko FILE VERSION` makes a module.
    private static let tools = """
        x86() { head -c 514 /dev/zero; printf HdrS; head -c 8 /dev/zero; printf '\\020\\004'; head -c 1024 /dev/zero; printf "$1 (me@here) #1\\000"; }
        text() { head -c 1000 /dev/zero; printf "Linux version %%s, Linux version $1 (gcc)"; head -c 100 /dev/zero; }
        unified() {
            printf MZ; head -c 58 /dev/zero; printf '\\100\\000\\000\\000PE\\000\\000\\144\\206\\002\\000'; head -c 16 /dev/zero
            printf '.text\\000\\000\\000'; head -c 8 /dev/zero; printf '\\020\\000\\000\\000\\000\\002\\000\\000'; head -c 16 /dev/zero
            printf '.linux\\000\\000\\377\\377\\000\\000\\000\\000\\000\\000\\000\\020\\000\\000\\000\\002\\000\\000'; head -c 16 /dev/zero
            head -c 344 /dev/zero; cat
        }
        ko() { mkdir -p "$(dirname "$1")"; printf '.section .modinfo,"a"\\n.asciz "license=GPL"\\n.asciz "vermagic=%s SMP mod_unload "\\n' "$2" | cc -x assembler -c - -o "$1"; }
        mkdir -p $T/boot

        """

    static let kernels = [
        Case(name: "an x86 image", commands: "x86 6.1.0-18-amd64 > $T/boot/vmlinuz", provides: ["linux:6.1.0-18-amd64"]),
        Case(name: "compressed as a whole", commands: "x86 6.1.0_rc1 | gzip > $T/boot/vmlinuz.gz", provides: ["linux:6.1.0_rc1"]),
        Case(name: "a kernel itself", commands: "text 6.6.1-lts > $T/boot/Image", provides: ["linux:6.6.1-lts"]),
        Case(
            name: "a payload",
            commands: "{ printf MZ; head -c 300 /dev/zero; text 6.7 | gzip -n; } > $T/boot/vmlinuz.efi",
            provides: ["linux:6.7"]
        ),
        Case(name: "a unified image", commands: "text 6.9.9-uki | unified > $T/boot/uki.efi", provides: ["linux:6.9.9-uki"]),
        Case(name: "a unified image of x86", commands: "x86 6.9.1 | unified > $T/boot/uki.efi", provides: ["linux:6.9.1"]),
        Case(
            name: "folders",
            commands: """
                mkdir -p $T/usr/lib/modules/6.1/sub $T/lib/modules/6.2 $T/opt $T/usr/boot $T/boot/efi/linux
                text 6.1 > $T/usr/lib/modules/6.1/sub/vmlinuz; text 6.2 > $T/lib/modules/6.2/vmlinuz; text 6.3 > $T/opt/vmlinuz
                text 6.4 > $T/usr/boot/vmlinuz; text 6.5 > $T/boot/efi/linux/vmlinuz; ln -s ../opt/vmlinuz $T/boot/vmlinuz
                """,
            provides: ["linux:6.1", "linux:6.2", "linux:6.5"]
        ),
        Case(
            name: "what is no kernel",
            commands: """
                echo '# Linux/x86 6.1.0 Kernel Configuration' > $T/boot/config; printf 'Linux version %%d' > $T/boot/a; : > $T/boot/empty
                printf '\\037\\213\\010damaged' > $T/boot/b; { head -c 514 /dev/zero; printf HdrS; } > $T/boot/c; printf MZ > $T/boot/d
                { head -c 514 /dev/zero; printf 'HdrS12345678\\377\\377'; head -c 100 /dev/zero; } > $T/boot/e
                """
        ),
    ]

    static let modules = [
        Case(name: "a module", commands: "ko $T/lib/modules/6.1/x.ko 6.1.0-18", needs: ["linux:6.1.0-18"]),
        Case(
            name: "compressed modules",
            commands: """
                for f in gzip:gz xz:xz zstd:zst; do ko $T/usr/lib/modules/6.1/x-${f#*:}.ko 6.1-${f#*:}; ${f%:*} -q $T/usr/lib/modules/6.1/x-${f#*:}.ko; done
                rm -f $T/usr/lib/modules/6.1/*.ko; ls $T/usr/lib/modules/6.1 >&2
                """,
            needs: ["linux:6.1-gz", "linux:6.1-xz", "linux:6.1-zst"]
        ),
        Case(
            name: "a kernel with its modules",
            commands: "x86 6.1.0-18 > $T/boot/vmlinuz; ko $T/lib/modules/6.1.0-18/x.ko 6.1.0-18",
            provides: ["linux:6.1.0-18"]
        ),
        Case(name: "modules elsewhere", commands: "ko $T/boot/x.ko 6.1; ko $T/opt/x.ko 6.1; ko $T/usr/share/lib/modules/x.ko 6.1"),
        Case(
            name: "a module that speaks of a kernel",
            commands:
                "mkdir -p $T/lib/modules; printf '.asciz \"Linux version 5.5 or later\"' | cc -x assembler -c - -o $T/lib/modules/x.ko"
        ),
        Case(
            name: "no-depends and no-provides",
            commands: "x86 6.1 > $T/boot/vmlinuz; ko $T/lib/modules/x.ko 6.2",
            exclusions: [.dependencies, .provides]
        ),
    ]

    @Test(arguments: kernels + modules) func finds(_ item: Case) throws {
        try Case(
            name: item.name,
            commands: Self.tools + item.commands,
            exclusions: item.exclusions,
            needs: item.needs,
            provides: item.provides
        ).check()
    }
}
