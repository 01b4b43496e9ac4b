/// Scripts with a problem, and what is said about it.
struct InvalidScript: Sendable {
    let text: String
    /// Line and column.
    let place: String
    let message: String
    let hint: String?
    /// Whether `bash -n` says nothing, or only warns: it does not look into this, but the text cannot work.
    let isOverlooked: Bool

    init(_ text: String, _ place: String, _ message: String, _ hint: String?, isOverlooked: Bool = false) {
        self.text = text
        self.place = place
        self.message = message
        self.hint = hint
        self.isOverlooked = isOverlooked
    }
}

extension InvalidScript {
    static let all: [InvalidScript] = [
        InvalidScript(
            "x=$(cat <<EOF)\nfoo\nEOF\n",
            "1:9",
            "this here-document is never closed",
            "it needs a line that is just `EOF`, without blanks around it",
            isOverlooked: true
        ),
        InvalidScript(
            "x=$(cat <<EOF\nfoo\nEOF)\n",
            "1:9",
            "this here-document is never closed",
            "it needs a line that is just `EOF`, without blanks around it",
            isOverlooked: true
        ),
        InvalidScript(
            "x=$(cat <<EOF\nfoo\nEOF )\n",
            "1:9",
            "this here-document is never closed",
            "it needs a line that is just `EOF`, without blanks around it",
            isOverlooked: true
        ),
        InvalidScript("in foo", "1:1", "unexpected `in`", "`in` belongs to `for` and `case`"),
        InvalidScript("]]", "1:1", "unexpected `]]`", "no `[[` is open here"),
        InvalidScript(
            #"echo "${x:-it's}""#,
            "1:14",
            "this single quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript(
            "echo ${x:-it's}",
            "1:13",
            "this single quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript(
            #"echo "${x#it's}""#,
            "1:13",
            "this single quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript("a=b() { :; }", "1:4", "unexpected `(`", "quote it when it is text"),
        InvalidScript("command declare a=(1)", "1:19", "unexpected `(`", "quote it when it is text"),
        InvalidScript("x a=(1)", "1:5", "unexpected `(`", "quote it when it is text"),
        InvalidScript("a=( b=(1) )", "1:7", "unexpected `(` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("a=( ; )", "1:5", "unexpected `;` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript(
            "for $x in a; do :; done",
            "1:5",
            "`for` needs the name of a variable",
            "write the name without `$`",
            isOverlooked: true
        ),
        InvalidScript("for ((;)); do :; done", "1:5", "`for ((` needs three parts", "write it as `for ((start; condition; step))`"),
        InvalidScript("!", "1:1", "`!` without a command", "to test for failure, write `! command`", isOverlooked: true),
        InvalidScript("! ;", "1:1", "`!` without a command", "to test for failure, write `! command`", isOverlooked: true),
        InvalidScript("! ! a", "1:3", "a second `!` before the same command", "leave out both", isOverlooked: true),
        InvalidScript("! && a", "1:3", "unexpected `&&`", "a command is missing before it"),
        InvalidScript("a | ! b", "1:5", "unexpected `!`", nil),
        InvalidScript("( ! )", "1:3", "`!` without a command", "to test for failure, write `! command`"),
        InvalidScript("`if`", "1:2", "`if` without `fi`", "add `fi` where it ends, after `;` or on a line of its own", isOverlooked: true),
        InvalidScript("echo `echo $(`", "1:12", "this `$(` is never closed", "a `)` is missing", isOverlooked: true),
        InvalidScript("()", "1:2", "no command between `(` and `)`", "`:` is the command that does nothing"),
        InvalidScript("( )", "1:3", "no command between `(` and `)`", "`:` is the command that does nothing"),
        InvalidScript("echo > 2>x", "1:8", "`>` needs a word after it, not `2`", nil),
        InvalidScript("> {a}>x", "1:3", "`>` needs a word after it, not `{a}`", nil),
        InvalidScript("a[ b", "1:2", "this `[` is never closed", "a `]` is missing"),
        InvalidScript("foo() echo", "1:7", "a function needs a body, not `echo`", "write it as `name() { …; }`"),
        InvalidScript(
            "case x in (a|b) :;; c) : esac",
            "1:1",
            "`case` without `esac`",
            "add `esac` where it ends, after `;` or on a line of its own"
        ),
        InvalidScript(
            "[[ ]]",
            "1:4",
            "a word is missing before `]]`",
            #"an operator needs a word after it; an empty one is written `""`"#,
            isOverlooked: true
        ),
        InvalidScript(
            "[[ -f ]]",
            "1:7",
            "a word is missing before `]]`",
            #"an operator needs a word after it; an empty one is written `""`"#
        ),
        InvalidScript("[[ a b ]]", "1:6", "`b` is no operator of `[[`", "between two words there must be an operator like `==` or `-eq`"),
        InvalidScript(
            "[[ a = ]]",
            "1:8",
            "a word is missing before `]]`",
            #"an operator needs a word after it; an empty one is written `""`"#
        ),
        InvalidScript("[[ a =~ a) ]]", "1:10", "unexpected `)` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript(
            "[[ a\n&& b\n]]",
            "1:5",
            "end of the line is no operator of `[[`",
            "between two words there must be an operator like `==` or `-eq`"
        ),
        InvalidScript(
            "[[ a\n= b ]]",
            "1:5",
            "end of the line is no operator of `[[`",
            "between two words there must be an operator like `==` or `-eq`"
        ),
        InvalidScript("[[ a = b c ]]", "1:10", "unexpected `c` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("$((1+))", "1:6", "the arithmetic ends where a value is needed", nil, isOverlooked: true),
        InvalidScript("$(( ( ))", "1:7", "no command between `(` and `)`", "`:` is the command that does nothing"),
        InvalidScript("((1+))", "1:5", "the arithmetic ends where a value is needed", nil, isOverlooked: true),
        InvalidScript("echo $(( 1 )", "1:6", "this `$(` is never closed", "a `)` is missing"),
        InvalidScript("{ a; } }", "1:8", "unexpected `}`", "no `{` is open here"),
        InvalidScript("{ a }", "1:1", "`{` without `}`", "`}` must stand where a command may begin: after `;` or on a line of its own"),
        InvalidScript("{ }", "1:3", "no command between `{` and `}`", "`:` is the command that does nothing"),
        InvalidScript("{a; }", "1:5", "unexpected `}`", "no `{` is open here"),
        InvalidScript("if a; then fi", "1:12", "no command between `then` and `fi`", "`:` is the command that does nothing"),
        InvalidScript("if a; then b; fi if", "1:18", "unexpected `if`", nil),
        InvalidScript("if a >x; then { b; } >y fi", "1:25", "unexpected `fi`", "no `if` is open here"),
        InvalidScript("a &;", "1:4", "unexpected `;`", "a command is missing before it"),
        InvalidScript("a; ; b", "1:4", "unexpected `;`", "a command is missing before it"),
        InvalidScript(";", "1:1", "unexpected `;`", "a command is missing before it"),
        InvalidScript("a ;; b", "1:3", "unexpected `;;`", "this belongs into `case`"),
        InvalidScript("&& a", "1:1", "unexpected `&&`", "a command is missing before it"),
        InvalidScript(
            "a &&",
            "1:3",
            "no command follows this `&&`",
            "the text ends here; a command is missing, or the operator is one too many"
        ),
        InvalidScript(
            "a |",
            "1:3",
            "no command follows this `|`",
            "the text ends here; a command is missing, or the operator is one too many"
        ),
        InvalidScript(
            "echo ${}",
            "1:6",
            "this `${` is no parameter expansion",
            #"after the name comes `}` or an operator; for the text itself, write `\${`"#,
            isOverlooked: true
        ),
        InvalidScript("echo ${x", "1:6", "this `${` is never closed", "a `}` is missing"),
        InvalidScript(#"echo "$("#, "1:7", "this `$(` is never closed", "a `)` is missing"),
        InvalidScript(
            "echo `a",
            "1:6",
            "this back quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript("cat << \nEOF", "1:8", "`<<` needs a word after it, not end of the line", nil),
        InvalidScript("echo $[1+2", "1:6", "this `$[` is never closed", "a `]` is missing"),
        InvalidScript(
            "while a do b; done",
            "1:15",
            "unexpected `done` where `do` is needed",
            "the `while` in line 1 is still open; `do` counts only after `;` or on a line of its own"
        ),
        InvalidScript("do", "1:1", "unexpected `do`", "no loop is open here"),
        InvalidScript("then", "1:1", "unexpected `then`", "no `if` is open here"),
        InvalidScript("esac", "1:1", "unexpected `esac`", "no `case` is open here"),
        InvalidScript("}", "1:1", "unexpected `}`", "no `{` is open here"),
        InvalidScript("{", "1:1", "`{` without `}`", "`}` must stand where a command may begin: after `;` or on a line of its own"),
        InvalidScript("fi", "1:1", "unexpected `fi`", "no `if` is open here"),
        InvalidScript("function", "1:9", "`function` needs a name, not end of the text", nil),
        InvalidScript("function f", "1:11", "a function needs a body, not end of the text", "write it as `name() { …; }`"),
        InvalidScript("f()", "1:4", "a function needs a body, not end of the text", "write it as `name() { …; }`"),
        InvalidScript("coproc", "1:7", "unexpected end of the text", nil),
        InvalidScript("case", "1:5", "`case` needs a word, not end of the text", nil),
        InvalidScript("case x", "1:1", "`case` without `esac`", "add `esac` where it ends, after `;` or on a line of its own"),
        InvalidScript("case x in", "1:1", "`case` without `esac`", "add `esac` where it ends, after `;` or on a line of its own"),
        InvalidScript("for", "1:4", "`for` needs the name of a variable, not end of the text", nil),
        InvalidScript("if", "1:1", "`if` without `fi`", "add `fi` where it ends, after `;` or on a line of its own"),
        InvalidScript("while", "1:1", "`while` without `done`", "add `done` where it ends, after `;` or on a line of its own"),
        InvalidScript("a=(", "1:3", "this `(` is never closed", "a `)` is missing"),
        InvalidScript("[[", "1:1", "`[[` without `]]`", "`]]` is only recognised with a blank before it"),
        InvalidScript("((", "1:1", "this `((` is never closed", "a `))` is missing"),
        InvalidScript("for ((", "1:5", "this `((` is never closed", "a `))` is missing"),
        InvalidScript("echo <", "1:7", "`<` needs a word after it, not end of the text", nil),
        InvalidScript("echo <<<", "1:9", "`<<<` needs a word after it, not end of the text", nil),
        InvalidScript("a > > x", "1:5", "`>` needs a word after it, not `>`", nil),
        InvalidScript("a > ;", "1:5", "`>` needs a word after it, not `;`", nil),
        InvalidScript("a >>(b)", "1:5", "`>>` needs a word after it, not `(`", nil),
        InvalidScript(
            "if a; then b; else c; elif d; then e; fi",
            "1:23",
            "unexpected `elif` where `fi` is needed",
            "the `if` in line 1 is still open"
        ),
        InvalidScript(
            #"echo "\"#,
            "1:6",
            "this double quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript("fi()", "1:1", "unexpected `fi`", "no `if` is open here"),
        InvalidScript("a() { b; } c", "1:12", "unexpected `c`", nil),
        InvalidScript("a | | b", "1:5", "unexpected `|`", "a command is missing before it"),
        InvalidScript("a || || b", "1:6", "unexpected `||`", "a command is missing before it"),
        InvalidScript("(a", "1:1", "this `(` is never closed", "a `)` is missing"),
        InvalidScript("a)", "1:2", "unexpected `)`", "no `(` is open here; quote it when it is text"),
        InvalidScript("((a)", "1:1", "this `(` is never closed", "a `)` is missing"),
        InvalidScript("echo ))", "1:6", "unexpected `)`", "no `(` is open here; quote it when it is text"),
        InvalidScript("[[ a", "1:1", "`[[` without `]]`", "`]]` is only recognised with a blank before it"),
        InvalidScript("[[ (a ]]", "1:7", "unexpected `]]` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("[[ a ;", "1:6", "`;` is no operator of `[[`", "between two words there must be an operator like `==` or `-eq`"),
        InvalidScript("[[ a & b ]]", "1:6", "`&` is no operator of `[[`", "between two words there must be an operator like `==` or `-eq`"),
        InvalidScript("[[ a | b ]]", "1:6", "`|` is no operator of `[[`", "between two words there must be an operator like `==` or `-eq`"),
        InvalidScript("[[ -z $x -a b ]]", "1:10", "unexpected `-a` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a =~ b c ]]", "1:11", "unexpected `c` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a =~ [a b] ]]", "1:12", "unexpected `b]` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("f() >x", "1:5", "a function needs a body, not `>`", "write it as `name() { …; }`"),
        InvalidScript("a=([ )", "1:4", "this `[` is never closed", "a `]` is missing"),
        InvalidScript("a=( >x )", "1:5", "unexpected `>` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("case x in a||b) ;; esac", "1:12", "unexpected `||` where `)` is needed", "the `case` in line 1 is still open"),
        InvalidScript("time ;;", "1:6", "unexpected `;;`", "this belongs into `case`"),
        InvalidScript("case x in a) time ;; esac", "1:19", "unexpected `;;`", "this belongs into `case`"),
        InvalidScript("`a", "1:1", "this back quote is never closed", "if it looks closed, an earlier quote is missing or one too many"),
        InvalidScript(
            "[[ (a\n) ]]",
            "1:6",
            "end of the line is no operator of `[[`",
            "between two words there must be an operator like `==` or `-eq`"
        ),
        InvalidScript("[[ -z = a ]]", "1:9", "unexpected `a` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a =~ #b ]]", "1:1", "`[[` without `]]`", "`]]` is only recognised with a blank before it"),
        InvalidScript("coproc A done", "1:10", "unexpected `done`", "no loop is open here"),
        InvalidScript("coproc coproc a", "1:8", "unexpected `coproc`", nil),
        InvalidScript("{ a;}b", "1:1", "`{` without `}`", "`}` must stand where a command may begin: after `;` or on a line of its own"),
        InvalidScript("(a)b", "1:4", "unexpected `b`", nil),
        InvalidScript("(a) b", "1:5", "unexpected `b`", nil),
        InvalidScript("((a)) b", "1:7", "unexpected `b`", nil),
        InvalidScript("for a in b c; do d; done e", "1:26", "unexpected `e`", nil),
        InvalidScript("while a; do b; done <x e", "1:24", "unexpected `e`", nil),
        InvalidScript("a(){b;}", "1:4", "a function needs a body, not `{b`", "write it as `name() { …; }`"),
        InvalidScript("function f;", "1:11", "a function needs a body, not `;`", "write it as `name() { …; }`"),
        InvalidScript("case a in b) c;; esac d", "1:23", "unexpected `d`", nil),
        InvalidScript("case a b in c) ;; esac", "1:8", "unexpected `b` where `in` is needed", "the `case` in line 1 is still open"),
        InvalidScript("case a in b c) ;; esac", "1:13", "unexpected `c` where `)` is needed", "the `case` in line 1 is still open"),
        InvalidScript("case a in ) b;; esac", "1:11", "unexpected `)` where a pattern is needed", "the `case` in line 1 is still open"),
        InvalidScript("case a in (b c;; esac", "1:14", "unexpected `c` where `)` is needed", "the `case` in line 1 is still open"),
        InvalidScript("case a in [)]) b;; esac", "1:14", "unexpected `)` where `esac` is needed", "the `case` in line 1 is still open"),
        InvalidScript("case a in a) ;; ; esac", "1:17", "unexpected `;` where a pattern is needed", "the `case` in line 1 is still open"),
        InvalidScript(
            "for a in b do c; done",
            "1:18",
            "unexpected `done` where `do` is needed",
            "the `for` in line 1 is still open; `do` counts only after `;` or on a line of its own"
        ),
        InvalidScript(
            "for a; in b; do c; done",
            "1:8",
            "unexpected `in` where `do` is needed",
            "the `for` in line 1 is still open; `do` counts only after `;` or on a line of its own"
        ),
        InvalidScript("for (( ; ; ; )); do a; done", "1:5", "`for ((` needs three parts", "write it as `for ((start; condition; step))`"),
        InvalidScript("for (a); do b; done", "1:5", "`for` needs the name of a variable, not `(`", nil),
        InvalidScript(
            "for ((i=0;i<3;i++)) a",
            "1:21",
            "unexpected `a` where `do` is needed",
            "the `for` in line 1 is still open; `do` counts only after `;` or on a line of its own"
        ),
        InvalidScript(
            "for ((a;b;c) ); do x; done",
            "1:12",
            "unexpected `)` where `))` is needed",
            "the `((` in line 1 is still open",
            isOverlooked: true
        ),
        InvalidScript("a <<< ", "1:7", "`<<<` needs a word after it, not end of the text", nil),
        InvalidScript("a & & b", "1:5", "unexpected `&`", "a command is missing before it"),
        InvalidScript("a;&b", "1:2", "unexpected `;&`", "this belongs into `case`"),
        InvalidScript("& a", "1:1", "unexpected `&`", "a command is missing before it"),
        InvalidScript("| a", "1:1", "unexpected `|`", "a command is missing before it"),
        InvalidScript("a\n| b", "2:1", "unexpected `|`", "a command is missing before it"),
        InvalidScript("a\n&& b", "2:1", "unexpected `&&`", "a command is missing before it"),
        InvalidScript("if a", "1:1", "`if` without `fi`", "add `fi` where it ends, after `;` or on a line of its own"),
        InvalidScript(
            "if a then b; fi",
            "1:14",
            "unexpected `fi` where `then` is needed",
            "the `if` in line 1 is still open; `then` counts only after `;` or on a line of its own"
        ),
        InvalidScript(
            "if a; b; fi",
            "1:10",
            "unexpected `fi` where `then` is needed",
            "the `if` in line 1 is still open; `then` counts only after `;` or on a line of its own"
        ),
        InvalidScript("if a; then b; else fi", "1:20", "no command between `else` and `fi`", "`:` is the command that does nothing"),
        InvalidScript(
            "if a; then b; else c; else d; fi",
            "1:23",
            "unexpected `else` where `fi` is needed",
            "the `if` in line 1 is still open"
        ),
        InvalidScript("then a", "1:1", "unexpected `then`", "no `if` is open here"),
        InvalidScript("while a; do b", "1:1", "`while` without `done`", "add `done` where it ends, after `;` or on a line of its own"),
        InvalidScript(
            "while a; b; done",
            "1:13",
            "unexpected `done` where `do` is needed",
            "the `while` in line 1 is still open; `do` counts only after `;` or on a line of its own"
        ),
        InvalidScript("while a do b done", "1:1", "`while` without `done`", "add `done` where it ends, after `;` or on a line of its own"),
        InvalidScript("until a; do done", "1:13", "no command between `do` and `done`", "`:` is the command that does nothing"),
        InvalidScript("do a; done", "1:1", "unexpected `do`", "no loop is open here"),
        InvalidScript("for a in b; do c; fi", "1:19", "unexpected `fi` where `done` is needed", "the `for` in line 1 is still open"),
        InvalidScript("if a; then b; done", "1:15", "unexpected `done` where `fi` is needed", "the `if` in line 1 is still open"),
        InvalidScript("{ a; ) ", "1:6", "unexpected `)` where `}` is needed", "the `{` in line 1 is still open"),
        InvalidScript("( a; }", "1:6", "unexpected `}` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("echo )", "1:6", "unexpected `)`", "no `(` is open here; quote it when it is text"),
        InvalidScript(
            #""a"#,
            "1:1",
            "this double quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript(
            #"a"b"#,
            "1:2",
            "this double quote is never closed",
            "if it looks closed, an earlier quote is missing or one too many"
        ),
        InvalidScript("`a`b`", "1:5", "this back quote is never closed", "if it looks closed, an earlier quote is missing or one too many"),
        InvalidScript("$((a", "1:1", "this `$((` is never closed", "a `))` is missing"),
        InvalidScript("${a", "1:1", "this `${` is never closed", "a `}` is missing"),
        InvalidScript("$[a", "1:1", "this `$[` is never closed", "a `]` is missing"),
        InvalidScript("a=(b;c)", "1:5", "unexpected `;` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("a=(b|c)", "1:5", "unexpected `|` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("a=(b&c)", "1:5", "unexpected `&` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("a=(b(c))", "1:5", "unexpected `(` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript("[[ -f a -a b ]]", "1:9", "unexpected `-a` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a == b|c ]]", "1:10", "unexpected `|` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a == (b|c) ]]", "1:9", "unexpected `(` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a ]]b", "1:6", "`]]b` is no operator of `[[`", "between two words there must be an operator like `==` or `-eq`"),
        InvalidScript("[[ && a ]]", "1:4", "unexpected `&&` where `]]` is needed", "the `[[` in line 1 is still open"),
        InvalidScript("[[ a && ( b ]]", "1:13", "unexpected `]]` where `)` is needed", "the `(` in line 1 is still open"),
        InvalidScript(
            "[[ a -foo b ]]",
            "1:6",
            "`-foo` is no operator of `[[`",
            "between two words there must be an operator like `==` or `-eq`"
        ),
        InvalidScript("select a", "1:1", "`select` without `done`", "add `done` where it ends, after `;` or on a line of its own"),
        InvalidScript("do\\\nne", "1:1", "unexpected `do`", "no loop is open here"),
        InvalidScript("a <(b", "1:3", "this `<(` is never closed", "a `)` is missing"),
        InvalidScript("a >(", "1:3", "this `>(` is never closed", "a `)` is missing"),
        InvalidScript("a < (b)", "1:5", "`<` needs a word after it, not `(`", nil),
        InvalidScript("f() { a; } g() { b; }", "1:12", "unexpected `g`", nil),
        InvalidScript("f() g() { b; }", "1:5", "a function needs a body, not `g`", "write it as `name() { …; }`"),
        InvalidScript("done < x", "1:1", "unexpected `done`", "no loop is open here"),
        InvalidScript("for a in b; do\n# only\ndone", "3:1", "no command between `do` and `done`", "`:` is the command that does nothing"),
        InvalidScript("if a; then\n# only\nfi", "3:1", "no command between `then` and `fi`", "`:` is the command that does nothing"),
        InvalidScript("f() {\n# only\n}", "3:1", "no command between `{` and `}`", "`:` is the command that does nothing"),
        InvalidScript("echo ${a", "1:6", "this `${` is never closed", "a `}` is missing"),
        InvalidScript(
            #"echo "${a""#,
            "1:7",
            "this `${` is no parameter expansion",
            #"after the name comes `}` or an operator; for the text itself, write `\${`"#
        ),
        InvalidScript(
            "echo ${a b}",
            "1:6",
            "this `${` is no parameter expansion",
            #"after the name comes `}` or an operator; for the text itself, write `\${`"#,
            isOverlooked: true
        ),
        InvalidScript("echo $((1 2))", "1:11", "not arithmetic from here on", nil, isOverlooked: true),
        InvalidScript("echo $((1 + ))", "1:13", "the arithmetic ends where a value is needed", nil, isOverlooked: true),
        InvalidScript("echo $((a[))", "1:10", "this `[` is never closed", "a `]` is missing", isOverlooked: true),
        InvalidScript("echo $((a.b))", "1:10", "not arithmetic from here on", nil, isOverlooked: true),
        InvalidScript("echo $((,))", "1:9", "not arithmetic from here on", nil, isOverlooked: true),
        InvalidScript(
            "# c\nif [[ uname -m == 'x' ]]; then a; fi",
            "2:13",
            "`-m` is no operator of `[[`",
            "between two words there must be an operator like `==` or `-eq`"
        ),
        InvalidScript(
            "if [[ \"$(uname -m)\" == 'x86_64']]; then\n  a\nfi\n",
            "1:34",
            "unexpected `;` where `]]` is needed",
            "`]]` is only recognised with a blank before it"
        ),
        InvalidScript(
            "make install\nfor f in *.so; do\n  strip \"$f\"\nfi\n",
            "4:1",
            "unexpected `fi` where `done` is needed",
            "the `for` in line 2 is still open"
        ),
        InvalidScript("if a; then\n  b\nelse\nfi\n", "4:1", "no command between `else` and `fi`", "`:` is the command that does nothing"),
        InvalidScript(
            "a\nb\n\nc && \n",
            "4:3",
            "no command follows this `&&`",
            "the text ends here; a command is missing, or the operator is one too many"
        ),
        InvalidScript(
            "case a in\n  b) c ;;\n  d e) f ;;\nesac\n",
            "3:5",
            "unexpected `e` where `)` is needed",
            "the `case` in line 1 is still open"
        ),
        InvalidScript("while read a; do b; done < <(c", "1:28", "this `<(` is never closed", "a `)` is missing"),
        InvalidScript(
            "cat <<E\n$(if)\nE\n",
            "2:5",
            "no command between `if` and `)`",
            "`:` is the command that does nothing",
            isOverlooked: true
        ),
        InvalidScript("coproc !", "1:8", "unexpected `!`", nil),
        InvalidScript("echo ${x/<(/a}", "1:10", "this `<(` is never closed", "a `)` is missing"),
    ]
}
