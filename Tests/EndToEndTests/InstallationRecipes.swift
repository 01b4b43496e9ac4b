/// Recipes whose packages hold all that a package can hold, and tell what installers run.
enum InstallationRecipes {
    /// An interpreter for scripts that writes down what it was called with: a root with it needs no shell.
    static let recorder = """
        package:
          name: recorder
          version: "1"
          epoch: 0
          copyright: [{license: MIT}]
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: |
              cat >recorder.c <<'EOF'
              #include <stdio.h>
              #include <sys/stat.h>
              #include <unistd.h>
              int main(int count, char **words) {
                  char place[4096];
                  if (!getcwd(place, sizeof place)) return 1;
                  unsigned mask = umask(022);
                  FILE *log = fopen("/var/lib/recorder/log", "a");
                  if (!log || count < 2) return 1;
                  fputs(words[1], log);
                  for (int word = 3; word < count; word++) fprintf(log, " %s", words[word]);
                  fprintf(log, " in %s as %u with %03o\\n", place, (unsigned) getuid(), mask);
                  return ferror(log) || fclose(log);
              }
              EOF
              mkdir -p ${{targets.destdir}}/usr/bin ${{targets.destdir}}/var/lib/recorder
              cc -static -s -o ${{targets.destdir}}/usr/bin/recorder recorder.c
        """

    private static let scripts = ["pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-deinstall", "post-deinstall"]

    /// Every kind of file, every script, and a trigger; of another version some files are others.
    static func kinds(version: Int) -> String {
        let scriptlets = scripts.map { "    \($0): |\n      #!/usr/bin/recorder \($0)\n" }.joined()
        return """
            package:
              name: kinds
              version: "\(version)"
              epoch: 0
              description: Everything that a package can hold
              copyright: [{license: MIT}]
              dependencies:
                runtime: [recorder]
              checks:
                disabled: [setuidgid, worldwrite, object]
              setcap:
                - path: usr/bin/capable
                  add: {cap_net_bind_service: +ep}
                  reason: to show it
              scriptlets:
            \(scriptlets)    trigger:
                  paths: [/usr/share/kinds/*]
                  script: |
                    #!/usr/bin/recorder trigger
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: |
                  T=${{targets.destdir}}
                  mkdir -p $T/usr/bin $T/usr/share/kinds/own $T/usr/share/empty $T/var/shared $T/usr/lib
                  chmod 1777 $T/var/shared
                  for name in plain capable setuid setgid; do echo $name ${{package.version}} >$T/usr/bin/$name; done
                  chmod 755 $T/usr/bin/plain $T/usr/bin/capable
                  chmod 4755 $T/usr/bin/setuid
                  chmod 2755 $T/usr/bin/setgid
                  echo secret >$T/usr/share/kinds/own/secret
                  chmod 600 $T/usr/share/kinds/own/secret
                  : >$T/usr/share/kinds/own/nothing
                  ln $T/usr/bin/plain $T/usr/bin/second
                  ln $T/usr/bin/plain $T/usr/share/kinds/third
                  ln -s plain $T/usr/bin/relative
                  ln -s /usr/bin/plain $T/usr/bin/absolute
                  ln -s nowhere $T/usr/share/dangling
                  ln -s kinds $T/usr/share/folder
                  long=$(printf %0120d 0)
                  echo long >$T/usr/share/kinds/$long
                  mkdir -p $T/usr/share/$long/$long/$long
                  echo longer >$T/usr/share/$long/$long/$long/$long
                  ln -s /usr/share/$long/$long/$long/$long $T/usr/share/to-long
                  echo other >"$T/usr/share/kinds/größe – 大 and blanks"
                  echo only >$T/usr/share/kinds/only-in-${{package.version}}
                  cat >attribute.c <<'EOF'
                  #include <sys/xattr.h>
                  int main(int count, char **words) { return count < 2 || setxattr(words[1], "user.kind", "a value", 7, 0); }
                  EOF
                  cc -o attribute attribute.c
                  echo with >$T/usr/share/kinds/with-attribute
                  ./attribute $T/usr/share/kinds/with-attribute
            subpackages:
              - name: leaf
                pipeline:
                  - runs: |
                      mkdir -p ${{targets.contextdir}}/usr/share/kinds/leaf
                      echo leaf >${{targets.contextdir}}/usr/share/kinds/leaf/file
              - name: pipes
                pipeline:
                  - runs: |
                      mkdir -p ${{targets.contextdir}}/var/pipes
                      mkfifo ${{targets.contextdir}}/var/pipes/pipe
            """
    }
}
