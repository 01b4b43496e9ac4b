/// Comparing values: only those of one kind can be.
extension TemplateValue {
    func isEqual(to other: TemplateValue) throws(FunctionProblem) -> Bool {
        switch (self, other) {
        case (.null, .null), (.missing, .missing), (.null, .missing), (.missing, .null): return true
        case (.null, _), (_, .null), (.missing, _), (_, .missing): return false
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.float(let left), .float(let right)): return left == right
        default:
            if let left = integer, let right = other.integer { return left == right }
            throw incomparable(with: other)
        }
    }

    func isLess(than other: TemplateValue) throws(FunctionProblem) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.float(let left), .float(let right)): return left < right
        default:
            if let left = integer, let right = other.integer { return left < right }
            throw incomparable(with: other)
        }
    }

    private var integer: Int64? {
        switch self {
        case .integer(let value), .duration(let value): value
        default: nil
        }
    }

    private func incomparable(with other: TemplateValue) -> FunctionProblem {
        FunctionProblem(message: "\(kindName) cannot be compared with \(other.kindName)")
    }
}
