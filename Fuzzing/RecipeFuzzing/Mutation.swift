import Fuzzing

/// A way to change a recipe.
enum Mutation: CaseIterable {
    case duplicateLine, deleteLine, swapLines
    case duplicateBlock, deleteBlock, moveBlock, splice, indentBlock
    case replaceValue, replaceKey, emptyValue, quoteValue, insertMarker, repeatValue
    case deepFlow, deepSteps, aliases, merges, range, expression, condition, anchorBlock
    case changeByte, insertBytes, deleteBytes, damageText, truncate, carriageReturns

    /// Changes a draft.
    ///
    /// - Parameter others: texts that parts are taken from.
    func apply(to draft: inout Draft, _ random: inout Random, others: [[UInt8]]) {
        switch self {
        case .duplicateLine, .deleteLine, .swapLines, .duplicateBlock, .deleteBlock, .moveBlock, .splice, .indentBlock:
            changeStructure(of: &draft, &random, others: others)
        case .replaceValue, .replaceKey, .emptyValue, .quoteValue, .insertMarker, .repeatValue, .condition, .anchorBlock:
            changeValue(in: &draft, &random)
        case .deepFlow, .deepSteps, .aliases, .merges, .range, .expression: addBomb(to: &draft, &random)
        case .changeByte, .insertBytes, .deleteBytes, .damageText, .truncate, .carriageReturns: changeBytes(of: &draft, &random)
        }
    }

    /// How often each is chosen: plain ones reach further into the compiler than those that mostly break the syntax.
    static let weighted: [Mutation] = allCases.flatMap { mutation in
        let weight =
            switch mutation {
            case .replaceValue, .splice, .insertMarker, .replaceKey: 6
            case .moveBlock, .duplicateBlock, .deleteBlock, .quoteValue, .condition, .anchorBlock: 4
            case .deepFlow, .deepSteps, .aliases, .merges, .truncate, .carriageReturns, .repeatValue: 1
            default: 2
            }
        return [Mutation](repeating: mutation, count: weight)
    }
}
