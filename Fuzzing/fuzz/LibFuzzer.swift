#if LIBFUZZER
import Fuzzing
import RecipeFuzzing
import SystemPackage

private let examination = Examination(in: ".build/fuzzing/libfuzzer")

/// What libFuzzer calls with each input that it makes.
@_cdecl("LLVMFuzzerTestOneInput")
public func examineOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .violated(let reason) = examination.examine(Input(kind: .recipe, bytes: bytes)) { fatalError(reason) }
    return 0
}
#endif
