import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import SystemPackage
import Testing

@testable import Recipes

/// The pipelines that are part of the program.
@Suite struct BuiltInPipelineTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("../../Sources/Recipes/Pipelines").lexicallyNormalized()

    /// A file `split.dev.yaml` is the pipeline `split/dev`.
    static func files() throws -> [(name: String, bytes: [UInt8])] {
        try Files.list(folder).map { file in
            (file.replacing(".yaml", with: "").replacing(".", with: "/"), try Files.read(folder.appending(file)))
        }
    }

    @Test func areAllListed() throws {
        let files = try Self.files()
        #expect(files.map(\.name).sorted() == PipelineLibrary.builtIn.keys.sorted())
        for (name, bytes) in files { #expect(PipelineLibrary.builtIn[name] == bytes, "\(name)") }
    }

    @Test(arguments: PipelineLibrary.builtIn.keys.sorted())
    func compiles(_ name: String) throws {
        let definition = try Self.definition(name)
        #expect(definition.isBuiltIn)
        #expect(!definition.step.name.isEmpty)
        var with = definition.step.inputs.filter(\.isRequired).map(\.name).sorted().map { "\($0): 'x'" }
        if name == "fetch" { with.append("expected-none: 'yes'") }
        let steps = try Given.steps("pipeline:\n  - uses: \(name)\n    with: {\(with.joined(separator: ", "))}\n")
        #expect(steps.count == 1)
        #expect(Given.scripts(steps).isEmpty == Self.doneByTheTool.contains(name))
        #expect(Given.scripts(steps).allSatisfy { !$0.contains("${{") })
    }

    /// `PipelineTests` looks at what they do there.
    @Test func areAllRunByAProject() throws {
        let projects = Self.folder.appending("../../../Tests/PipelineProjects").lexicallyNormalized()
        var used: Set<String> = Self.doneByTheTool
        for file in try Files.list(projects) where file.hasSuffix(".yaml") {
            let lines = String(decoding: try Files.read(projects.appending(file)), as: UTF8.self).split(separator: "\n")
            used.formUnion(lines.compactMap { line in line.firstRange(of: "- uses: ").map { String(line[$0.upperBound...]) } })
        }
        #expect(used == Set(PipelineLibrary.builtIn.keys))
    }

    /// Their interface is that of melange's, so that recipes need no change (PIPELINES.md §2).
    @Test func haveTheInterfaceOfTheFormat() throws {
        let interfaces = Self.interfaces.split(separator: "\n").map(String.init)
        let found = try PipelineLibrary.builtIn.keys.sorted().map { name in
            let step = try Self.definition(name).step
            let inputs = step.inputs.sorted { $0.name < $1.name }.map { " \($0.name)\($0.isRequired ? "!" : "=\($0.defaultText)")" }
            return "\(name):\(inputs.joined());\(step.needs.map { " \($0.text)" }.joined())"
        }
        #expect(found.count == interfaces.count)
        for (found, expected) in zip(found, interfaces) { #expect(found == expected) }
    }

    private static let doneByTheTool: Set = ["fetch", "git-checkout"]

    private static func definition(_ name: String) throws -> PipelineLibrary.Definition {
        try PipelineLibrary().definition(LocatedText(text: name, span: try Given.recipe(Given.head).package.nameSpan))
    }

    /// Name, inputs with their defaults or with a mark that they must be given, and needs.
    private static let interfaces = """
        R/build: package! path=. version!; R R-dev R-doc busybox
        autoconf/configure: build=${{host.triplet.gnu}} dir=. host=${{host.triplet.gnu}} opts=; autoconf automake libtool
        autoconf/make: dir=. opts= targets=; make
        autoconf/make-install: dir=. opts= targets=install; make
        cargo/build: install-dir=bin jobs= modroot=. opts=--release output= output-dir=target/release prefix=usr rustflags=; build-base \
        busybox cargo-auditable rust
        cmake/build: opts= output-dir=output; cmake ninja
        cmake/configure: opts= output-dir=output; cmake ninja
        cmake/install: output-dir=output; cmake ninja
        fetch: delete=false directory=. dns-timeout=20 expected-none= expected-sha256= expected-sha512= extract=true \
        purl-name=${{package.name}} purl-version=${{package.version}} reason= retry-limit=5 strip-components=1 timeout=5 uri!; wget
        git-am: patches!; git
        git-checkout: branch= cherry-picks= depth=unset destination=. expected-commit= expected-commit-is-branch-tip=false \
        initial-backoff=2 max-backoff=60 max-retries=3 reason= recurse-submodules=false repository! shallow-submodules=false \
        sparse-paths= submodule-jobs=1 tag= type-hint=; git
        go/build: amd64=v2 arm64=v8.0 buildmode=default deps= experiments= extra-args= go-package=go ignore-untracked-files=true \
        install-dir=bin ldflags= modroot=. output! packages! prefix=usr strip=-w tags= tidy=false toolchaintags=netgo,osusergo \
        vendor=false; ${{inputs.go-package}} build-base busybox ca-certificates-bundle
        go/build/v2: amd64=v2 arm64=v8.0 buildmode=default experiments= extra-args= ignore-untracked-files=true install-dir=bin \
        ldflags= modroot=. output= packages=. prefix=usr strip=-w tags= toolchaintags=netgo,osusergo vendor=false; busybox \
        ca-certificates-bundle
        go/bump: deps! go-version= modroot=. replaces= show-diff=false tidy=true tidy-compat= work=false; git gobump
        go/covdata: cover-dir=/home/build package=go; ${{inputs.package}} busybox jq
        go/install: amd64=v2 arm64=v8.0 experiments= go-package=go install-dir=bin ldflags= package! prefix=usr strip=-w tags= \
        toolchaintags=netgo,osusergo version=; ${{inputs.go-package}} busybox build-base ca-certificates-bundle git
        llvm/covreport: ignore-filename-regex= object= package=llvm-19; ${{inputs.package}}
        maven/configure-mirror:; busybox
        maven/pombump: debug=false dependencies= patch-file=./pombump-deps.yaml pom=pom.xml properties= \
        properties-file=./pombump-properties.yaml show-dependency-tree=false; busybox pombump
        meson/compile: output-dir=output; meson
        meson/configure: opts= output-dir=output; meson
        meson/install: output-dir=output; meson
        npm/install: npm-package=npm overrides= package! prefix=${{targets.contextdir}}/usr/ version!; busybox nodejs \
        ${{inputs.npm-package}} npm
        patch: fuzz=2 patches= series= strip-components=1; patch
        pecl/install: extension!; automake busybox
        pecl/phpize: php-config=php-config prefix=/usr; autoconf busybox
        perl/cleanup:; busybox
        perl/make:; busybox perl
        python/build:; busybox python3
        python/build-wheel:; busybox py3-build py3-installer python3
        python/import: from= import= imports= python=DEFAULT venv=; wolfi-base
        python/install:; busybox python3
        python/test: command!; wolfi-base
        ruby/build: dir=. gem! opts= output=; busybox ca-certificates-bundle
        ruby/clean:; busybox ca-certificates-bundle
        ruby/install: dir=. gem= gem-file= opts= version!; busybox ca-certificates-bundle
        split/alldocs: package=; busybox
        split/bin: package=; busybox
        split/debug: package=; binutils busybox scanelf
        split/dev: package= prefix=/usr; busybox
        split/infodir: package=; busybox
        split/lib: package= paths= patterns=; busybox
        split/locales: package=; busybox
        split/manpages: package=; busybox
        split/static: package=; busybox
        strip: opts=-g; binutils scanelf
        xcover/ensure: min-coverage= package=xcover; busybox jq ${{inputs.package}}
        xcover/profile: exclude-functions= executable-path! include-functions= log-level=info package=xcover scope=project \
        verbose=false wait-timeout=60; busybox ${{inputs.package}}
        xcover/status: package=xcover; busybox ${{inputs.package}}
        xcover/stop: package=xcover; busybox
        xcover/wait: package=xcover wait-timeout=60; busybox ${{inputs.package}}
        """
}
