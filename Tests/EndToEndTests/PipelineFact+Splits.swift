extension PipelineFact {
    /// What each split takes of two trees of files (splits/main.list, splits/shrub.list), in the order of the recipe, and what is left.
    static let ofSplits: [PipelineFact] = [
        split("split/locales", "tree-locales", "usr/share/locale/de/LC_MESSAGES/tree.mo"),
        split("split/infodir", "tree-infodir", "usr/share/info/tree.info"),
        split(
            "split/manpages",
            "tree-manpages",
            "usr/share/man/man1/tree.1 usr/share/man/man3/tree.3 usr/share/man/man5/tree.5 usr/share/man/man8/tree.8"
        ),
        split("split/static", "tree-static", "lib/libearly.a usr/lib/libtree.a usr/lib/libwrapped.a usr/lib/tree/deep/libdeep.a"),
        split(
            "split/dev",
            "tree-dev",
            """
            lib/libearly.so usr/bin/old_config usr/bin/tree-config usr/include/tree.h usr/lib/cmake/Tree/TreeConfig.cmake usr/lib/crt1.o \
            usr/lib/glade/modules/tree usr/lib/libbark.so usr/lib/libtree.prl usr/lib/pkgconfig/tree.pc usr/lib/qt6/mkspecs/tree.pri \
            usr/lib/tree/include/inner.h usr/lib/tree/template.c usr/share/aclocal/tree.m4 usr/share/cmake/tree.cmake \
            usr/share/gettext/its/tree.its usr/share/gir-1.0/Tree-1.0.gir usr/share/glade/catalogs/tree.xml \
            usr/share/pkgconfig/tree-data.pc usr/share/qt5/mkspecs/tree.prf usr/share/tree/table.h usr/share/vala/vapi/tree.vapi
            """
        ),
        split("split/lib", "tree-lib-chosen", "opt/lib/libmossy.so.1 usr/lib/libstone.so.1"),
        split("split/lib", "tree-lib", "lib/libearly.so.2 usr/lib/libbark.so.3 usr/lib/libbark.so.3.1"),
        // Also a link to what another package brings.
        split("split/bin", "tree-progs", "usr/bin/tree usr/bin/tree-tool"),
        // A library without a version, a plugin, and a folder that is meant to be empty.
        split(
            "split/dev",
            "tree",
            """
            opt/lib/liblichen.so.1 usr/lib/libplain.so usr/lib/tree/plugin.so usr/lib/tree/plugin.so.1 usr/share/glade/pixmaps/tree.png \
            usr/share/tree/data usr/share/vala/other var/lib/tree
            """
        ),
        // From the package whose name this one has before -bin.
        split("split/bin", "shrub-bin", "usr/bin/shrub"),
        split(
            "split/alldocs",
            "shrub-alldocs",
            "usr/share/doc/shrub/NEWS usr/share/doc/shrub/README usr/share/info/shrub.info usr/share/man/man1/shrub.1"
        ),
        split(
            "split/dev",
            "shrub-dev",
            "opt/shrub/lib/libshrub.so opt/shrub/usr/include/shrub.h opt/shrub/usr/lib/libshrub.a opt/shrub/usr/lib/libshrub.so"
        ),
        split("split/static", "shrub-static", "usr/lib/libusual.a"),
        split("split/dev", "shrub", "opt/shrub/usr/lib/libshrub.so.1 usr/lib/libusual.so"),
        // Of the main package only its documents were left to take.
        split("split/alldocs", "shrub-nothing", "usr/share/doc/tree/README"),
    ]

    private static func split(_ pipeline: String, _ package: String, _ paths: String) -> PipelineFact {
        .exactly(pipeline, "splits", .package(package), paths.replacing(" ", with: "\n"))
    }
}
