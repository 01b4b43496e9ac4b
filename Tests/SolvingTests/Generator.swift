/// Small problems with everything that can interact in them.
struct Generator {
    var state: UInt64

    mutating func number(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    private mutating func dependency(mayConflict: Bool) -> String {
        var text = ["a", "b", "c", "d", "v", "w"][number(6)]
        if number(3) == 0 { text += ["=", "<", ">", "<=", ">=", "~"][number(6)] + String(1 + number(2)) }
        return mayConflict && number(10) == 0 ? "!" + text : text
    }

    private mutating func list(_ field: String, _ count: Int, _ item: (inout Generator) -> String) -> String {
        count == 0 ? "" : "\(field):" + (0..<count).map { _ in item(&self) }.joined(separator: ",") + " "
    }

    mutating func problem() -> (packages: [String], world: String) {
        var packages: [String] = []
        for _ in 0..<(3 + number(6)) {
            var fields = list("D", [0, 1, 1, 2][number(4)]) { $0.dependency(mayConflict: true) }
            fields += list("p", [0, 0, 1, 2][number(4)]) { random in
                let name = ["v", "w", "v", "w", "a", "b"][random.number(6)]
                return random.number(2) == 0 ? name : name + "=\(1 + random.number(2))"
            }
            if number(5) == 0 { fields += list("i", 1 + number(2)) { $0.dependency(mayConflict: true) } }
            if number(4) == 0 { fields += "k:\(1 + number(2)) " }
            if number(5) == 0 { fields += "t:edge r:1 " }
            packages.append("\(["a", "b", "c", "d"][number(4)])-\(1 + number(3)){\(fields)}")
        }
        var world = (0..<(1 + number(3))).map { _ in dependency(mayConflict: true) }
        if packages.contains(where: { $0.contains("t:edge") }), number(2) == 0 { world[0] += "@edge" }
        return (packages, world.joined(separator: " "))
    }

    /// A universe that looks like a small distribution: packages with libraries, commands, manuals and a few alternatives, in layers, and
    /// worlds of a few names; nearly all of them have a solution.
    mutating func distribution() -> (packages: [String], worlds: [String]) {
        let count = 12 + number(28)
        var packages: [String] = []
        for position in 0..<count {
            let versions = [1, 1, 2, 3][number(4)]
            for version in 1...versions { packages += release("p\(position)", version, of: position, among: count) }
        }
        let worlds = (0..<4).map { _ in
            (0..<(1 + number(4))).map { _ in item(above: number(count / 2), among: count) }.joined(separator: " ")
        }
        return (packages, worlds)
    }

    /// A name of a later layer, as one package asks for it.
    private mutating func item(above position: Int, among count: Int) -> String {
        let target = position + 1 + number(max(1, count - position - 1))
        switch number(20) {
        case 0..<9: return "p\(target)"
        case 9..<14: return "so:lib\(target).so.1"
        case 14..<16: return "cmd:c\(target)"
        case 16: return "p\(target)>=1"
        case 17: return "p\(target)~1"
        case 18: return "virtual\(number(4))"
        default: return "p\(target)<3"
        }
    }

    /// One version of a package, and perhaps its manual.
    private mutating func release(_ name: String, _ version: Int, of position: Int, among count: Int) -> [String] {
        var fields = ""
        if position < count - 1 {
            fields += list("D", number(4)) { random in
                random.number(25) == 0 ? "!p\(random.number(count))" : random.item(above: position, among: count)
            }
        }
        var provides = ["so:lib\(position).so.1=1.\(version)", "cmd:c\(position)=\(version)-r0"]
        if number(6) == 0 { provides.append("virtual\(number(4))" + (number(2) == 0 ? "=1" : "")) }
        if number(12) == 0 { provides.append("so:lib\((position + 1) % count).so.1=1.\(version)") }
        fields += "p:\(provides.joined(separator: ",")) "
        if number(8) == 0 { fields += "k:\(1 + number(20)) " }
        let manual = "\(name)-doc-\(version){i:\(name)=\(version),p\(count - 1)}"
        return ["\(name)-\(version){\(fields)}"] + (number(4) == 0 ? [manual] : [])
    }
}
