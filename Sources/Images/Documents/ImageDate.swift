import Files

/// Which times an image and its index carry (IMAGE.md §13.1).
public struct ImageDate: Hashable, Sendable {
    /// A point in time, in the zone that it was given in.
    public struct Time: Hashable, Sendable {
        /// Since 1970.
        public var seconds: Int64
        /// The zone's offset from UTC in minutes.
        public var offset: Int

        /// A point in time.
        public init(seconds: Int64, offset: Int = 0) {
            self.seconds = seconds
            self.offset = offset
        }

        /// RFC 3339.
        var text: String { Timestamp.text(seconds, offset: offset) }

        /// The later of two times; of equal ones the first.
        fileprivate static func later(_ first: Time, _ second: Time) -> Time { second.seconds > first.seconds ? second : first }
    }

    /// What the environment says.
    public enum Epoch: Hashable, Sendable {
        /// `SOURCE_DATE_EPOCH` is not set.
        case absent
        /// It is set, and says nothing.
        case blank
        /// Seconds since 1970.
        case seconds(Int64)
    }

    private let given: Time?
    private let epoch: Epoch

    /// - Parameters:
    ///   - given: on the command line.
    ///   - epoch: in the environment; it goes before.
    public init(_ given: Time? = nil, epoch: Epoch = .absent) {
        self.given = given
        self.epoch = epoch
    }

    /// What was said about the time; nil when nothing was.
    private var said: Time? {
        if case .seconds(let seconds) = epoch { return Time(seconds: seconds) }
        return given
    }

    /// The time of an image.
    ///
    /// By paths, a newer package goes before what was said on the command line, and a variable that is set, but blank, stands for 1970.
    ///
    /// - Parameter builds: when its packages were built, in seconds since 1970.
    func image(of builds: [Int64], order: LayerOrder) -> Time {
        let newest = Time(seconds: max(0, builds.max() ?? 0))
        switch order {
        case .package: return said ?? newest
        case .path:
            let base = said ?? Time(seconds: 0)
            return epoch == .absent ? Time.later(base, newest) : base
        }
    }

    /// The time of an index: that of its newest image. By paths, what the command line says counts even where the environment goes before.
    func index(of images: [Time], order: LayerOrder) -> Time {
        let first = order == .path ? given : said
        return images.reduce(first ?? Time(seconds: 0)) { Time.later($0, $1) }
    }

    /// The time of scripts in the database of packages, in seconds since 1970.
    func scripts(_ order: LayerOrder) -> Int64 { order == .path ? said?.seconds ?? 0 : 0 }
}
