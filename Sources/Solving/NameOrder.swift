import APK

/// The order in which names are decided when several are open: that of apk-tools, dependants before what they need.
///
/// It is the reverse of the order in which a walk from the world leaves the names, those with a package of that name first
/// (APK-FORMAT.md §10, SOLVER.md §9).
struct NameOrder {
    /// The names, first to decide first.
    let names: [Int]

    private struct Visit {
        let name: Int
        var stage = 0
        var provider = 0
        /// What the provider before `provider` leads to, and how many of those were entered.
        var names: [Int] = []
        var item = 0
    }

    init(_ closure: Closure) {
        var walk = Walk(closure)
        for item in closure.world.sorted(by: { $0.name < $1.name }) { walk.run(from: item.name) }
        let universe = closure.universe
        let left = Array(walk.left.reversed())
        let isReal = left.map { name in
            universe.providers(of: name).contains { universe.ownName(of: $0.candidate) == name }
        }
        names = zip(left, isReal).filter(\.1).map(\.0) + zip(left, isReal).filter { !$0.1 }.map(\.0)
    }

    /// A depth-first walk without recursion.
    private struct Walk {
        let closure: Closure
        var isSeen: [Bool]
        var isPackageSeen: [Bool]
        var stack: [Visit] = []
        var left: [Int] = []

        init(_ closure: Closure) {
            self.closure = closure
            isSeen = Array(repeating: false, count: closure.universe.nameCount)
            isPackageSeen = Array(repeating: false, count: closure.universe.count)
        }

        mutating func run(from name: String) {
            guard let number = closure.universe.number(of: name) else { return }
            enter(number)
            while let visit = stack.last { step(visit) }
        }

        private mutating func enter(_ number: Int) {
            if isSeen[number] { return }
            isSeen[number] = true
            stack.append(Visit(name: number))
        }

        /// Enters the next name that the topmost one leads to, or leaves it.
        private mutating func step(_ start: Visit) {
            var visit = start
            let providers = closure.universe.providers(of: visit.name)
            while visit.item == visit.names.count, visit.provider < providers.count {
                visit.names = leads(of: providers[visit.provider].candidate, at: visit.stage)
                visit.item = 0
                visit.provider += 1
            }
            if visit.item < visit.names.count {
                visit.item += 1
                stack[stack.count - 1] = visit
                return enter(visit.names[visit.item - 1])
            }
            visit.provider = 0
            visit.stage += 1
            stack[stack.count - 1] = visit
            // What a package is installed if is entered after its name is left.
            if visit.stage == 2 { left.append(visit.name) }
            if visit.stage == 3 { stack.removeLast() }
        }

        private mutating func leads(of candidate: Int, at stage: Int) -> [Int] {
            guard closure.isAdmitted[candidate] else { return [] }
            if stage == 0 {
                if isPackageSeen[candidate] { return [] }
                isPackageSeen[candidate] = true
            }
            let universe = closure.universe
            switch stage {
            case 0: return (closure.needs[candidate] ?? []).compactMap { closure.requirements[$0].name }
            case 1:
                let member = universe[candidate]
                return universe.conditioned(by: member.candidate.name).compactMap { universe.ownName(of: $0) }
                    + member.offers.dropFirst().map(\.name)
            default: return universe[candidate].candidate.installIf.compactMap { universe.number(of: $0.name) }
            }
        }
    }
}
