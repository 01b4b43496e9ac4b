import APK

extension Search {
    /// Gives the engine the constraints of the problem, or those of the enabled facts alone.
    mutating func encode() {
        guard let enabled else { return encodeAll() }
        let closure = problem.closure
        var requirements: Set<Int> = []
        for origin in enabled.sorted() {
            switch origin {
            case .world(let index): requirements.insert(closure.worldRequirements[index])
            case .dependency(let position, of: let candidate):
                guard let number = closure.needs[candidate]?[position], let variable = problem.variables[candidate] else { continue }
                requirements.insert(number)
                encodeDependency(number, origin: originNumber(origin), of: variable)
            case .exclusion(let name): encodeExclusion(of: name)
            case .justification: break
            }
        }
        for number in requirements.sorted() { encodeRequirement(number) }
    }

    private mutating func encodeAll() {
        // Nothing follows from the conditions of packages.
        let needed = Set(problem.closure.worldRequirements + problem.members.flatMap { problem.closure.needs[$0] ?? [] })
        for number in needed.sorted() { encodeRequirement(number) }
        for (variable, candidate) in problem.members.enumerated() {
            for (position, number) in (problem.closure.needs[candidate] ?? []).enumerated() {
                encodeDependency(number, origin: originNumber(.dependency(position, of: candidate)), of: variable)
            }
            encodeConditions(of: variable)
        }
        // No others can collide.
        let names = Set(problem.members.flatMap { problem.universe[$0].offers.map(\.name) })
        for name in names.sorted() { encodeExclusion(of: name) }
    }

    private mutating func encodeRequirement(_ number: Int) {
        let requirement = problem.closure.requirements[number]
        let literal = problem.literal(requirement: number)
        let matches = requirement.matches.compactMap { problem.literal(candidate: $0.candidate) }
        if requirement.dependency.isConflict {
            for match in matches { engine.addImplication(of: !match, by: literal, origin: Engine.noOrigin) }
            return
        }
        _ = engine.add([!literal] + matches)
        guard let name = requirement.name, isEnabled(.exclusion(name)) else { return }
        // The chosen provider excludes every other one of the name, unless all offer it virtually, which meets all alike.
        if case .identity? = requirement.dependency.constraint { return }
        let matching = Set(requirement.matches.map(\.candidate))
        var origin: Int?
        for provider in problem.universe.providers(of: name) where !matching.contains(provider.candidate) {
            guard let other = problem.literal(candidate: provider.candidate) else { continue }
            let number = origin ?? originNumber(.exclusion(name))
            origin = number
            engine.addImplication(of: !other, by: literal, origin: number)
        }
    }

    private mutating func encodeDependency(_ number: Int, origin: Int, of variable: Int) {
        let requirement = problem.closure.requirements[number]
        let candidate = problem.members[variable]
        guard requirement.dependency.isConflict, requirement.matches.contains(where: { $0.candidate == candidate }) else {
            engine.addImplication(of: problem.literal(requirement: number), by: Literal(variable), origin: origin)
            return
        }
        // A package never conflicts with what it provides itself (APK-FORMAT.md §9).
        for match in requirement.matches where match.candidate != candidate {
            guard let other = problem.literal(candidate: match.candidate) else { continue }
            engine.addImplication(of: !other, by: Literal(variable), origin: origin)
        }
    }

    private mutating func encodeConditions(of variable: Int) {
        let candidate = problem.members[variable]
        let requirements = (problem.closure.conditions[candidate] ?? []).map { problem.closure.requirements[$0] }
        let negative = requirements.filter(\.dependency.isConflict)
        if negative.isEmpty { return }
        let literal = problem.literal(conditional: variable)
        engine.addImplication(of: Literal(variable), by: literal, origin: Engine.noOrigin)
        for match in negative.flatMap(\.matches) where match.candidate != candidate {
            guard let other = problem.literal(candidate: match.candidate) else { continue }
            engine.addImplication(of: !other, by: literal, origin: Engine.noOrigin)
        }
    }

    private mutating func encodeExclusion(of name: Int) {
        let providers = problem.universe.providers(of: name)
        guard providers.count > 1, isEnabled(.exclusion(name)) else { return }
        var concrete: [Int] = []
        var virtual: [Int] = []
        for provider in providers {
            guard let variable = problem.variables[provider.candidate] else { continue }
            if provider.version == nil { virtual.append(variable) } else if concrete.last != variable { concrete.append(variable) }
        }
        if concrete.isEmpty || concrete.count + virtual.count < 2 { return }
        let both = Set(concrete)
        virtual.removeAll { both.contains($0) }
        engine.addExclusion(concrete: concrete, virtual: virtual, origin: originNumber(.exclusion(name)))
    }
}
