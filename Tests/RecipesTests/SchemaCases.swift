/// Sections of recipes on which schema and reader must agree.
enum SchemaCases {
    /// A whole recipe: a text that begins with `package:` is one, one that begins with blanks goes into the package.
    static func recipe(_ text: String) -> String { text.hasPrefix("package:") ? text : Given.head + text + "\n" }

    static let right = [
        "", "package: {name: a, version: 1}", "package: {name: 7, version: 1.10, epoch: ~}",
        "package: {name: a, version: '${{vars.v}}'}\nvars: {v: 2}",
        "  epoch: 0x10", "  description: 3", "  description: ~", "  commit: abc", "  target-architecture: [x86_64, ~]",
        "  copyright: [{license: MIT, paths: ['*']}, ~]",
        "  dependencies: {runtime: [a, 'b=${{package.full-version}}', ~], provider-priority: 1}",
        "  dependencies: {provider-priority: '-5', replaces-priority: '${{package.epoch}}'}",
        "  dependencies: {runtime: ['a=${{ package.version }}']}", "  options: {no-provides: yes, no-depends: off}", "  options: ~",
        "  scriptlets: {post-install: a, trigger: {script: b, paths: [/c]}}", "  checks: {disabled: [a]}",
        "  cpe: {part: a, vendor: b, product: c}",
        "  cpe: {vendor: '', product: ''}", "  setcap: [{path: a, add: {'cap_net_raw,cap_net_admin': +ep}, reason: r}]", "  timeout: 1h30m",
        "  timeout: 1.5h", "  resources: {cpu: 4, memory: 8Gi}", "environment: {contents: {packages: [a, 1.10, true]}}",
        "environment: {accounts: {run-as: 0, users: [{username: a, uid: 7}], groups: [{groupname: g, members: [a]}]}}",
        "environment: {paths: [{path: /a, type: directory, permissions: 0755, recursive: true}], environment: {A: 1, B: ~}}",
        "pipeline: ~", "pipeline: [{runs: true}, ~, {name: x}]", "pipeline: [{uses: no/such/pipeline, with: {a: 1, b: ~}}]",
        "pipeline: [{with: {}, runs: a}]", "pipeline: [{runs: a, pipeline: [{uses: fetch, with: {uri: a}}]}]",
        "pipeline: [{inputs: {a: {default: 1, required: true}, b: ~}, needs: {packages: [a]}, assertions: {required-steps: 0}}]",
        "subpackages: [{name: 'a${{range.key}}', range: l}]\ndata: [{name: l, items: {1.10: ~}}]",
        "subpackages: [{name: a, if: \"'a' == 'b'\"}]",
        "vars: {a: 1.10, b: ~, c: '$'}", "var-transforms: [{from: a, match: b, to: c}]", "options: {a: ~, b: {vars: {c: d}}}",
        "update: {enabled: true, git: {}, github: {identifier: a/b, use-tag: true}, schedule: {period: daily}}",
        "update: {release-monitor: {identifier: 7}, version_data: {sources: [{name: a, ignore: [b]}]}}", "test: {pipeline: [{runs: a}]}",
        "capabilities: {add: [CAP_SYS_ADMIN]}",
    ]

    static let wrong = [
        "package: ~", "package: {version: 1}", "package: {name: a}", "package: {name: -a, version: 1}", "package: {name: a/b, version: 1}",
        "package: {name: ~, version: 1}", "package: {name: a, version: ''}", "package: [a]", "  epoch: -1", "  epoch: '1'", "  epoch: a",
        "  url: \"a\\nb\"", "  pkgrel: 1", "  copyright: {license: MIT}", "  copyright: [{licence: MIT}]", "  dependencies: [a]",
        "  dependencies: {runtime: a}", "  dependencies: {runtime: [a b]}", "  dependencies: {runtime: ['']}",
        "  dependencies: {provider-priority: high}", "  options: {no-provides: maybe}", "  options: {no-provides: 1}",
        "  scriptlets: {trigger: a}",
        "  cpe: {part: h}", "  cpe: {vendor: a}", "  cpe: {vendor: A, product: b}",
        "  setcap: [{path: a, add: {cap_chown: +ep}, reason: r}]",
        "  setcap: [{path: a}]", "  timeout: 90", "  timeout: soon", "  resources: {cpus: 4}", "  description: [a]",
        "  annotations: {a: {b: c}}",
        "environment: a", "environment: {contents: {packages: a}}", "environment: {accounts: {users: [{username: 'a:b', uid: 1}]}}",
        "environment: {accounts: {groups: [{groupname: a, gid: 4294967296}]}}",
        "environment: {paths: [{path: a, type: fifo}]}", "environment: {paths: [{type: directory}]}", "environment: {environment: [A]}",
        "pipeline: a", "pipeline: [a]", "pipeline: [{run: a}]", "pipeline: [{with: {a: b}}]", "pipeline: [{uses: fetch, runs: a}]",
        "pipeline: [{uses: fetch, with: {a: [b]}}]", "pipeline: [{uses: fetch, with: [a]}]", "pipeline: [{pipeline: [{ruins: a}]}]",
        "pipeline: [{needs: [a]}]", "pipeline: [{assertions: {required-steps: two}}]", "pipeline: [{inputs: [a]}]",
        "pipeline: [{inputs: {a: {defaults: b}}}]", "pipeline: [{environment: {A: [b]}}]", "subpackages: {name: a}",
        "subpackages: [{if: a}]",
        "subpackages: [{name: a b}]", "subpackages: [{name: a, version: 1}]", "subpackages: [{name: a, test: [b]}]",
        "data: [{name: a, items: [b]}]",
        "vars: [a]", "vars: {a: [b]}", "vars: {a: '${{package.name}}'}", "var-transforms: [{from: a}]",
        "var-transforms: [{from: ~, match: a, to: b}]",
        "options: {a: {packages: [b]}}", "update: {enable: true}", "update: {github: {identifer: a/b}}",
        "update: {release-monitor: {identifier: a}}",
        "test: [{runs: a}]", "test: {pipeline: {runs: a}}", "capabilities: {add: a}", "colour: red",
    ]

    /// Scalars are loaded as editors do; keys by their text, and dates are no values of JSON.
    static let validator = """
        import glob, json, os, sys, yaml
        from jsonschema import Draft202012Validator

        class Loader(yaml.SafeLoader):
            yaml_implicit_resolvers = {
                first: [(tag, pattern) for tag, pattern in items if not tag.endswith(":timestamp")]
                for first, items in yaml.SafeLoader.yaml_implicit_resolvers.items()
            }

        Loader.add_constructor(
            "tag:yaml.org,2002:map",
            lambda loader, node: {key.value: loader.construct_object(value, deep=True) for key, value in node.value},
        )
        folder = sys.argv[1]
        with open(os.path.join(folder, "schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        count = 0
        for path in sorted(glob.glob(os.path.join(folder, "*.yaml"))):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            problem = next(validator.iter_errors(yaml.load(text, Loader)), None)
            if (problem is None) == os.path.basename(path).startswith("right-"):
                count += 1
            else:
                print(os.path.basename(path), problem.message if problem else "is taken", text)
        print(count, "as expected")
        """
}
