import Files
import LicenseDetection
import SystemPackage
import TestSupport
import Testing

/// Which licenses are told by their texts (PACKAGE.md §8).
@Suite struct LicenseClassifierTests {
    /// The text of the MIT license, as projects have it.
    static let mit = """
        Copyright (c) 2026 A. N. Author

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
        "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
        distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject
        to the following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED.
        """
    static let grant =
        "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted"
    static let notice = ", provided that the above copyright notice and this permission notice appear in all copies"
    static let isc = "THE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES"
    static let bsd = """
        Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions
        are met:
        1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
        2. Redistributions in binary form must reproduce the above copyright notice.

        """
    static let names =
        "3. Neither the name of X may be used to endorse or promote products derived from this software without permission.\n"
    static let advertising =
        "All advertising materials mentioning features or use of this software must display the following acknowledgement: X.\n"

    @Test(arguments: [
        (mit, ["MIT"]),
        (mit.uppercased(), ["MIT"]),
        (mit.split(separator: "\n").map { " * // \($0)\r\n" }.joined(), ["MIT"]),
        (mit.replacing("this permission notice shall be included", with: "nothing more shall be included"), []),
        ("\(grant)\(notice).\n\(isc)", ["ISC"]),
        ("\(grant).\n\(isc)", ["0BSD"]),
        (bsd, ["BSD-2-Clause"]),
        (bsd + names, ["BSD-3-Clause"]),
        (bsd + names + advertising, ["BSD-4-Clause"]),
        ("\(mit)\n\n\(bsd)", ["BSD-2-Clause", "MIT"]),
        (
            "Apache License\n  Version 2.0, January 2004\nTERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n3. Grant of Patent License.",
            ["Apache-2.0"]
        ),
        ("This is distributed under the Apache License, Version 2.0.", []),
        (
            "Licensed under the Apache License, Version 2.0 (the \"License\");\n# you may not use this file except in compliance with the License.",
            ["Apache-2.0"]
        ),
        ("/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */\n", ["GPL-2.0-only", "MIT"]),
        ("# SPDX-License-Identifier: MIT\n\(mit)", ["MIT"]),
        ("", []),
        ("\u{0}\u{FF}\n", []),
    ])
    func classifies(_ text: String, _ licenses: [String]) {
        #expect(LicenseClassifier.classify(Array(text.utf8)).map(\.identifier) == licenses)
    }

    /// Debian keeps the texts that many of its packages share.
    static let common = FilePath("/usr/share/common-licenses")

    @Test(
        .enabled(if: Files.exists(common), "the folder of Debian's common licenses is missing"),
        arguments: [
            "Apache-2.0", "BSD", "CC0-1.0", "GFDL-1.2", "GFDL-1.3", "GPL-1", "GPL-2", "GPL-3", "LGPL-2", "LGPL-2.1", "LGPL-3", "MPL-1.1",
            "MPL-2.0", "Artistic",
        ]
    )
    func knowsTheCommonLicenses(_ name: String) throws {
        let file = Self.common.appending(name)
        guard Files.exists(file) else { return }
        let names = [
            "BSD": "BSD-3-Clause", "GPL-1": "GPL-1.0", "GPL-2": "GPL-2.0", "GPL-3": "GPL-3.0", "LGPL-2": "LGPL-2.0", "LGPL-3": "LGPL-3.0",
            "Artistic": "Artistic-1.0-Perl",
        ]
        #expect(LicenseClassifier.classify(try Files.read(file)).map(\.identifier) == [names[name] ?? name])
    }

    /// The texts of the demo's sources, as their projects publish them.
    @Test(arguments: [
        ("xz-5.8.1.tar.xz", "xz-5.8.1/COPYING.0BSD", ["0BSD"]), ("xz-5.8.1.tar.xz", "xz-5.8.1/COPYING.GPLv2", ["GPL-2.0"]),
        ("xz-5.8.1.tar.xz", "xz-5.8.1/COPYING.LGPLv2.1", ["LGPL-2.1"]), ("bzip2-1.0.8.tar.gz", "bzip2-1.0.8/LICENSE", ["bzip2-1.0.6"]),
        ("busybox-1.37.0.tar.bz2", "busybox-1.37.0/LICENSE", ["GPL-2.0"]),
    ])
    func knowsTheLicensesOfTheDemo(_ archive: String, _ file: String, _ licenses: [String]) throws {
        let sources = Files.absolute(FilePath(#filePath).appending("../../../sources"))
        guard Files.exists(sources.appending(archive)) else { return }
        let text = try Shell.run("tar -xOf \(sources)/\(archive) \(file)")
        #expect(LicenseClassifier.classify(Array(text.utf8)).map(\.identifier) == licenses)
    }
}
