extension PipelineFact {
    /// Pipelines that run programs which no Debian package brings: scripts play them (stand-ins.yaml), and note how they were called.
    static let ofStandIns: [PipelineFact] = [
        // cargo itself is Debian's, which hands over to cargo-auditable.
        .among("cargo/build", "cargo", .log("01-"), "cargo-auditable: build --target-dir target --jobs 2 --release --offline --verbose\n"),
        .exactly("cargo/build", "cargo", .package("cargo-stone"), "usr/bin/stone"),
        .exactly("cargo/build", "cargo", .log("02-"), "heavy green"),
        .exactly(
            "cargo/build",
            "cargo",
            .package("cargo-stone-all"),
            "opt/sbin/pebble\nopt/sbin/pebble.d\nopt/sbin/stone\nopt/sbin/stone.d"
        ),
        .exactly(
            "go/bump",
            "go",
            .log("look-at-the-module"),
            """
            --packages
            example.com/moss@v1.4.0 example.com/bark@v0.2.0
            --tidy=true
            --show-diff=false
            --work=false
            --replaces
            example.com/moss=../moss
            --go-version
            1.18
            --compat
            1.18
            module example.com/stone

            go 1.18

            require (
            \texample.com/bark v0.2.0
            \texample.com/moss v1.4.0
            )

            replace example.com/moss => ../moss
            """
        ),
        .exactly("go/covdata", "go", .log("covdata"), "statement coverage: 83.3%"),
        // Real Maven, which says where it would have looked for what is not in the cache.
        .among(
            "maven/configure-mirror",
            "maven",
            .log("look-at-it"),
            "/var/cache/melange/m2repository\n",
            "(https://maven-central.storage-download.googleapis.com/maven2/)",
            "google-maven-central",
            "BUILD SUCCESS"
        ),
        .among("maven/pombump", "maven", .log("03-"), "<   <version>1.0</version>\n---\n>   <version>1.4</version>"),
        .among(
            "maven/pombump",
            "maven",
            .log("look-at-the-pom"),
            "--dependencies\norg.example@moss@1.4\n--properties\nmoss.colour@green\npom.xml\n<project>",
            "<version>1.4</version>"
        ),
        .exactly("maven/pombump", "maven", .log("look-at-the-files"), "--patch-file\n./pombump-deps.yaml\norphan.xml"),
        .exactly(
            "xcover/profile",
            "xcover",
            .log("01-"),
            """
            xcover run --detach --path /usr/bin/stone --scope all --log-level debug --verbose=true --exclude ^runtime
            xcover wait --timeout 7s
            """
        ),
        .exactly("xcover/wait", "xcover", .log("xcover-wait"), "xcover wait --timeout 9s"),
        .exactly("xcover/status", "xcover", .log("xcover-status"), "xcover status"),
        .exactly("xcover/stop", "xcover", .log("xcover-stop"), "xcover stop"),
        .exactly("xcover/ensure", "xcover", .log("06-"), "function coverage: 62.5%"),
        .exactly("xcover/ensure", "xcover", .log("07-"), "function coverage: 62.5%"),
    ]
}
