extension LicensePattern {
    private static let verbatim = "everyone is permitted to copy and distribute verbatim copies"

    /// Licenses that want changes under the same license.
    static let reciprocal = [
        LicensePattern("GPL-1.0", "gnu general public license version 1 february 1989", verbatim),
        LicensePattern("GPL-2.0", "gnu general public license version 2 june 1991", verbatim),
        LicensePattern("GPL-3.0", "gnu general public license version 3 29 june 2007", verbatim),
        LicensePattern("LGPL-2.0", "gnu library general public license version 2 june 1991", verbatim),
        LicensePattern("LGPL-2.1", "gnu lesser general public license version 2 1 february 1999", verbatim),
        LicensePattern("LGPL-3.0", "gnu lesser general public license version 3 29 june 2007", verbatim),
        LicensePattern("AGPL-3.0", "gnu affero general public license version 3 19 november 2007", verbatim),
        LicensePattern("GFDL-1.1", "gnu free documentation license version 1 1 march 2000", verbatim),
        LicensePattern("GFDL-1.2", "gnu free documentation license version 1 2 november 2002", verbatim),
        LicensePattern("GFDL-1.3", "gnu free documentation license version 1 3 3 november 2008", verbatim),
        LicensePattern("MPL-1.0", "mozilla public license version 1 0", "initial developer"),
        LicensePattern("MPL-1.1", "mozilla public license version 1 1", "initial developer", without: ["cddl"]),
        LicensePattern("MPL-2.0", "mozilla public license version 2 0", "larger work"),
        LicensePattern("EPL-1.0", "eclipse public license v 1 0", "this eclipse public license agreement"),
        LicensePattern("EPL-2.0", "eclipse public license v 2 0", "this eclipse public license agreement"),
        LicensePattern("CPL-1.0", "common public license version 1 0", "this common public license agreement"),
        LicensePattern("IPL-1.0", "ibm public license version 1 0"),
        LicensePattern("CDDL-1.0", "common development and distribution license cddl version 1 0"),
        LicensePattern("CDDL-1.1", "common development and distribution license cddl version 1 1"),
        LicensePattern("EUPL-1.1", "european union public licence v 1 1"),
        LicensePattern("EUPL-1.2", "european union public licence v 1 2"),
        LicensePattern("Sleepycat", "redistributions in any form must be accompanied by information on how to obtain complete source code"),
        LicensePattern("OSL-3.0", "open software license version 3 0"),
        LicensePattern("AFL-2.1", "academic free license version 2 1"),
        LicensePattern("AFL-3.0", "academic free license version 3 0"),
        LicensePattern("QPL-1.0", "the q public license version 1 0"),
        LicensePattern("LPPL-1.3c", "the latex project public license", "lppl version 1 3c"),
    ]

    /// What stands in place of licenses that are too long to be repeated.
    static let notices = [
        LicensePattern(
            "Apache-2.0",
            "licensed under the apache license version 2 0",
            "not use this file except in compliance with the license",
            without: ["version 2 0 january 2004"]
        ),
        LicensePattern("MPL-2.0", "subject to the terms of the mozilla public license v 2 0", without: ["larger work"]),
    ]

    /// Licenses of texts, fonts and scripts.
    static let others = [
        LicensePattern("CC0-1.0", "cc0 1 0 universal", "affirmer"),
        LicensePattern("CC-BY-3.0", "creative commons attribution 3 0", "licensor"),
        LicensePattern("CC-BY-4.0", "creative commons attribution 4 0 international", "licensor"),
        LicensePattern("CC-BY-SA-3.0", "creative commons attribution sharealike 3 0", "licensor"),
        LicensePattern("CC-BY-SA-4.0", "creative commons attribution sharealike 4 0 international", "licensor"),
        LicensePattern("CC-BY-NC-4.0", "creative commons attribution noncommercial 4 0 international", "licensor"),
        LicensePattern("CC-BY-ND-4.0", "creative commons attribution noderivatives 4 0 international", "licensor"),
        LicensePattern("OFL-1.0", "sil open font license version 1 0"),
        LicensePattern("OFL-1.1", "sil open font license version 1 1 26 february 2007"),
        LicensePattern(
            "Artistic-1.0",
            "the artistic license",
            "the intent of this document is to state the conditions under which a package may be copied",
            without: ["aggregation of this package with a commercial distribution is always permitted"]
        ),
        LicensePattern(
            "Artistic-1.0-Perl",
            "the artistic license",
            "the intent of this document is to state the conditions under which a package may be copied",
            "aggregation of this package with a commercial distribution is always permitted"
        ),
        LicensePattern("Artistic-2.0", "the artistic license 2 0", "distributor fee"),
        LicensePattern("Ruby", "you may make and give away verbatim copies of the source form of the software without restriction"),
        LicensePattern("BUSL-1.1", "business source license 1 1", "additional use grant"),
        LicensePattern("SSPL-1.0", "server side public license version 1 october 16 2018"),
        LicensePattern("Elastic-2.0", "elastic license 2 0", "hosted or managed service"),
        LicensePattern("JSON", "the software shall be used for good not evil"),
    ]
}
